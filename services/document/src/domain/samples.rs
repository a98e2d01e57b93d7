//! The papers of golden scenario G1 (domain.md §10), for tests of every room.

use time::macros::date;

use crate::domain::{
    Body, Direction, Entry, Funding, FundingPerson, Letter, Opinion, Order, Permit, PostLine, Slip, Snapshot,
    UnitLine,
};

fn text(words: &str) -> String {
    words.to_owned()
}

fn unit() -> UnitLine {
    UnitLine {
        name: text("荆门市第一实验中学"),
        uscc: text("12420800JM00000339"),
        supervisor: text("荆门市教育局"),
        division: text("教务处"),
    }
}

fn letter(subject: &str, decision: &str, validity: &str) -> Slip {
    let letter = Letter {
        subject: text(subject),
        paragraphs: vec![
            text("你单位报来的申请收悉。经审核，现函复如下："),
            text(decision),
            text("依据：《地方各级人民政府机构设置和编制管理条例》第六条。"),
        ],
        validity: text(validity),
        remedy: text("如有异议，可以自收到本函之日起15日内书面提出；发现登记内容有误的，请及时申请更正。"),
        contact: text("荆门市委编办业务科，电话12310"),
        slips: vec![],
    };
    Slip {
        addressee: text("荆门市教育局"),
        copies: vec![text("荆门市第一实验中学")],
        body: Body::Letter(letter),
    }
}

fn order(issued_on: time::Date, slips: Vec<Slip>, letter: Slip) -> Order {
    Order {
        case_id: text("420800-2026-000123"),
        jurisdiction_id: text("420800"),
        unit_id: text("sch"),
        department_id: text("edu"),
        issued_on,
        slips,
        letter,
    }
}

/// G1 step 2: two seats for open recruitment.
pub fn permit_order() -> Order {
    let post = |post: &str| PostLine {
        division: text("教务处"),
        post: text(post),
        category: text("专业技术人员"),
        education: text("本科及以上"),
        quantity: 1,
    };
    let before =
        Snapshot { date: date!(2026 - 03 - 10), approved: 120, occupied: 117, reserved: 0, available: 3 };
    let permit = Permit {
        unit: unit(),
        quota_type: text("事业编制"),
        funding: text("财政全额拨款"),
        channel: text("公开招聘"),
        quantity: 2,
        posts: vec![post("高中语文教师"), post("高中数学教师")],
        before,
        after: Snapshot { reserved: 2, available: 1, ..before },
        valid_from: date!(2026 - 03 - 10),
        valid_to: date!(2027 - 03 - 10),
        basis: text("荆门市2026年度用编计划（荆编〔2026〕2号）"),
    };
    let slip = Slip {
        addressee: text("荆门市第一实验中学"),
        copies: vec![text("荆门市委组织部"), text("荆门市人力资源和社会保障局")],
        body: Body::Permit(permit),
    };
    let letter = letter(
        "荆门市第一实验中学用编核准",
        "准许荆门市第一实验中学使用事业编制（财政全额拨款）2名，用于公开招聘，详见附件。",
        "自2026年3月10日起至2027年3月10日止，逾期自行失效。",
    );
    order(date!(2026 - 03 - 10), vec![slip], letter)
}

/// G1 step 3: the first recruit's entry.
pub fn entry_order() -> Order {
    let opinion =
        |department: &str, date| Opinion { department: text(department), verdict: text("同意"), date };
    let entry = Entry {
        unit: unit(),
        name: text("李静文"),
        sex: text("女"),
        birth_month: text("1998年11月"),
        masked_id_number: text("420800********0026"),
        channel: text("公开招聘"),
        previous_unit: String::new(),
        quota_type: text("事业编制"),
        funding: text("财政全额拨款"),
        post: text("高中语文教师"),
        rank: text("专业技术十二级"),
        category: text("专业技术人员"),
        effective_on: date!(2026 - 09 - 01),
        permit_no: text("荆编用〔2026〕12号"),
        after: Snapshot {
            date: date!(2026 - 09 - 01),
            approved: 120,
            occupied: 118,
            reserved: 1,
            available: 1,
        },
        opinions: vec![
            opinion("荆门市人力资源和社会保障局", date!(2026 - 08 - 21)),
            opinion("荆门市委组织部", date!(2026 - 08 - 24)),
        ],
        basis: text("荆编用〔2026〕12号；事业单位聘用备案"),
    };
    let funding = Funding {
        unit: unit(),
        direction: Direction::Increase,
        persons: vec![FundingPerson {
            name: text("李静文"), masked_id_number: text("420800********0026")
        }],
        quota_type: text("事业编制"),
        funding: text("财政全额拨款"),
        pay_month: text("2026年9月"),
        linked_no: String::new(),
        basis: text("荆编用〔2026〕12号"),
    };
    let slips = vec![
        Slip {
            addressee: text("荆门市第一实验中学"),
            copies: vec![
                text("荆门市委组织部"),
                text("荆门市人力资源和社会保障局"),
                text("荆门市养老保险经办中心"),
            ],
            body: Body::Entry(entry),
        },
        Slip {
            addressee: text("荆门市财政局"),
            copies: vec![text("荆门市第一实验中学"), text("荆门市人力资源和社会保障局")],
            body: Body::Funding(funding),
        },
    ];
    let letter = letter(
        "荆门市第一实验中学人员上编",
        "同意李静文自2026年9月1日起进入荆门市第一实验中学编制，详见附件。",
        "",
    );
    order(date!(2026 - 08 - 25), slips, letter)
}
