//! Funding forms 经费形式 (data element B01260 has exactly these three).

use crate::set::code_set;

code_set! {
    /// Who pays for a seat.
    Funding ("经费形式", "funding form") {
        Full = "full", "财政全额拨款", "fully funded";
        Partial = "partial", "财政差额拨款", "partly funded";
        SelfFunded = "self", "经费自理", "self-funded";
    }
}
