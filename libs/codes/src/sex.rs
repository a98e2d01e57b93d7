//! Sex 性别, GB/T 2261.1-2003.

use crate::set::code_set;

code_set! {
    /// Sex as registered.
    Sex ("性别", "sex") {
        Unknown = "0", "未知", "unknown";
        Male = "1", "男", "male";
        Female = "2", "女", "female";
        NotStated = "9", "未说明", "not stated";
    }
}
