//! Base data of domain.md §10.0, as much of it as a test needs: units always, seats and persons on demand.
use proto::registry::v1::ImportFile;
use proto::r#type::v1 as shared;

/// Files of an import under construction.
pub(crate) struct Base {
    decisions: Vec<String>,
    plans: Vec<String>,
    persons: Vec<String>,
    permits: Vec<String>,
    institutions: Vec<String>,
    ceilings: Vec<(String, String, i32)>,
    sequence: u32,
}

/// Seats of one bucket.
pub(crate) struct Seats {
    pub(crate) institution: &'static str,
    pub(crate) quota_type: &'static str,
    pub(crate) funding: &'static str,
    pub(crate) category: &'static str,
    pub(crate) approved: i32,
    pub(crate) occupied: i32,
}

pub(crate) const SCH: Seats = Seats {
    institution: "sch",
    quota_type: "INST",
    funding: "full",
    category: "INST_PROFESSIONAL",
    approved: 120,
    occupied: 117,
};
pub(crate) const POL: Seats = Seats {
    institution: "pol",
    quota_type: "POLLEGAL",
    funding: "full",
    category: "CIVIL_SERVANT",
    approved: 850,
    occupied: 848,
};
pub(crate) const HOS: Seats = Seats {
    institution: "hos",
    quota_type: "INST",
    funding: "partial",
    category: "INST_PROFESSIONAL",
    approved: 600,
    occupied: 591,
};
pub(crate) const DAT: Seats = Seats {
    institution: "dat",
    quota_type: "INST",
    funding: "full",
    category: "INST_PROFESSIONAL",
    approved: 20,
    occupied: 19,
};
pub(crate) const ZXS: Seats = Seats {
    institution: "zxs",
    quota_type: "INST",
    funding: "full",
    category: "INST_PROFESSIONAL",
    approved: 200,
    occupied: 200,
};

/// The bucket of some seats, as requests name it.
pub(crate) fn bucket(seats: &Seats) -> shared::Bucket {
    let funding = match seats.funding {
        "full" => shared::Funding::Full,
        "partial" => shared::Funding::Partial,
        _ => shared::Funding::Self_,
    };
    shared::Bucket {
        institution_id: seats.institution.into(),
        quota_type: seats.quota_type.into(),
        funding: funding.into(),
    }
}

impl Base {
    /// The units, without a seat.
    pub(crate) fn units() -> Self {
        let institutions = [
            "so,市委编办,11420800JM0000017N,organ,,131,false,,jingmen,ACTIVE",
            "edu,市教育局,11420800JM0000025H,organ,,131,false,,jingmen,ACTIVE",
            "sch,荆门市第一实验中学(虚构),12420800JM00000339,public_institution,I,142,true,edu,jingmen,ACTIVE",
            "pol,市公安局,11420800JM00000417,organ,,131,false,,jingmen,ACTIVE",
            "hlt,市卫健委,11420800JM0000121T,organ,,131,false,,jingmen,ACTIVE",
            "hos,荆门市第九人民医院(虚构),12420800JM000005XU,public_institution,II,132,true,hlt,jingmen,ACTIVE",
            "dat,市政务数据服务中心(虚构),12420800JM00001052,public_institution,I,141,false,,jingmen,ACTIVE",
            "hr,市人社局,11420800JM0000076R,organ,,131,false,,jingmen,ACTIVE",
            "zxe,钟祥市教育局,11420881JM0000084Y,organ,,141,false,,zhongxiang,ACTIVE",
            "zxs,钟祥市某中学(虚构),12420881JM0000164F,public_institution,I,150,true,zxe,zhongxiang,ACTIVE",
            "frz,冻结单位(虚构),,public_institution,I,141,false,,jingmen,FROZEN",
            "ext,只出不进单位(虚构),,public_institution,I,141,false,,jingmen,EXIT_ONLY",
        ];
        Self {
            decisions: Vec::new(),
            plans: Vec::new(),
            persons: Vec::new(),
            permits: Vec::new(),
            institutions: institutions.map(str::to_owned).to_vec(),
            ceilings: Vec::new(),
            sequence: 0,
        }
    }

    /// With the seats of a bucket, persons on those occupied, and a plan for 2026 of 10.
    pub(crate) fn seats(mut self, seats: &Seats) -> Self {
        let Seats { institution, quota_type, funding, category, approved, occupied } = seats;
        let jurisdiction = if institution.starts_with('z') { "zhongxiang" } else { "jingmen" };
        self.ceilings.push((jurisdiction.into(), (*quota_type).into(), *approved));
        self.decisions.push(format!(
            "荆编〔2024〕{}号,2024-01-01,荆门市委编委,APPROVED,{jurisdiction},{institution},{quota_type},\
             {funding},{approved},2024-01-01",
            self.decisions.len() + 100
        ));
        self.plans.push(format!("{institution},2026,{quota_type},{funding},10,荆编〔2025〕1号"));
        for _ in 0..*occupied {
            let number = self.next_id_number();
            let (year, month, day) = (&number[6..10], &number[10..12], &number[12..14]);
            self.persons.push(format!(
                "在编{},{number},2,{year}-{month}-{day},01,21,13,f55,{institution},{quota_type},{funding},\
                 {institution}-d1,岗位,,{category},2024-03-01,OPEN_RECRUIT,",
                self.sequence
            ));
        }
        self
    }

    /// With a permit granted earlier.
    pub(crate) fn permit(
        mut self,
        seats: &Seats,
        doc_no: &str,
        quantity: i32,
        used: i32,
        dates: [&str; 2],
    ) -> Self {
        let Seats { institution, quota_type, funding, .. } = seats;
        let [from, to] = dates;
        self.permits.push(format!(
            "{doc_no},{institution},{quota_type},{funding},OPEN_RECRUIT,{quantity},{used},{from},{to}"
        ));
        self
    }

    /// With one more line in a file, right or wrong.
    pub(crate) fn line(mut self, file: &str, line: &str) -> Self {
        match file {
            "institutions.csv" => self.institutions.push(line.into()),
            "decisions.csv" => self.decisions.push(line.into()),
            "persons.csv" => self.persons.push(line.into()),
            "permits.csv" => self.permits.push(line.into()),
            "plans.csv" => self.plans.push(line.into()),
            _ => panic!("no line can be added to {file}"),
        }
        self
    }

    /// A valid citizen ID of a woman born in the eighties that no other person of this base has.
    fn next_id_number(&mut self) -> String {
        self.sequence += 1;
        let (n, days) = (self.sequence, 28);
        let (year, month, day) = (1980 + n / days / 12 % 10, n / days % 12 + 1, n % days + 1);
        id_number(&format!("{year}{month:02}{day:02}"), n % 500 * 2)
    }

    pub(crate) fn files(self) -> Vec<ImportFile> {
        let mut ceilings: std::collections::BTreeMap<(String, String), i32> = Default::default();
        for (jurisdiction, quota_type, approved) in self.ceilings {
            *ceilings.entry((jurisdiction, quota_type)).or_default() += approved;
        }
        let ceilings = ceilings.into_iter().zip(1..).map(|(((jurisdiction, quota_type), total), n)| {
            format!("鄂编〔2024〕{n}号,2024-01-01,省委编委,CEILING,{jurisdiction},,{quota_type},,{total},2024-01-01")
        });
        let divisions = self.institutions.iter().map(|line| {
            let id = line.split(',').next().unwrap();
            format!("{id}-d1,{id},办公室,150")
        });
        let file = |name: &str, header: &str, lines: Vec<String>| ImportFile {
            name: name.into(),
            content: format!("{header}\n{}\n", lines.join("\n")).into_bytes(),
        };
        vec![
            file(
                "jurisdictions.csv",
                "id,name,area_code,level,parent_id,office_name",
                vec![
                    "jingmen,荆门市,420800,city,,中共荆门市委机构编制委员会办公室".into(),
                    "zhongxiang,钟祥市,420881,county,jingmen,中共钟祥市委机构编制委员会办公室".into(),
                ],
            ),
            file("divisions.csv", "id,institution_id,name,rank", divisions.collect()),
            file(
                "institutions.csv",
                "id,name,uscc,kind,pi_class,rank,rank_equivalent,supervisor_id,jurisdiction_id,state",
                self.institutions,
            ),
            file(
                "decisions.csv",
                "doc_no,date,body,kind,jurisdiction_id,institution_id,quota_type,funding,quantity,effective_date",
                ceilings.chain(self.decisions).collect(),
            ),
            file("plans.csv", "institution_id,year,quota_type,funding,quantity,doc_no", self.plans),
            file(
                "persons.csv",
                "name,id_number,sex,birth_date,ethnicity,education,political_status,retirement_class,\
                 institution_id,quota_type,funding,division_id,post,post_level,category,from_date,channel,\
                 entry_doc_no",
                self.persons,
            ),
            file(
                "permits.csv",
                "doc_no,institution_id,quota_type,funding,channel,quantity,used,valid_from,valid_to",
                self.permits,
            ),
        ]
    }
}

/// A citizen ID with its check character (GB 11643).
pub(crate) fn id_number(birth: &str, sequence: u32) -> String {
    let body = format!("420800{birth}{sequence:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{body}{check}")
}
