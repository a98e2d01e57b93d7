//! The persons behind the figures of the base data: as many as there are occupied seats, the same at every run.
//!
//! Their citizen IDs begin with 420800, a prefecture's code that is not used for issuing, so that no number is a
//! real person's (domain.md §6.2). Nobody is near retirement.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use time::{Date, Duration, macros::date};

const SEED: u64 = 486;
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁于蒋蔡";
const GIVEN: &str =
    "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉红梅建国文辉志宏春雪海燕晨宇思远佳怡";
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Occupied seats of one bucket.
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct Seats {
    pub(crate) institution_id: String,
    pub(crate) quota_type: String,
    pub(crate) funding: String,
    pub(crate) occupied: usize,
    pub(crate) category: String,
    pub(crate) post: String,
    pub(crate) post_level: String,
}

/// Writes rows of `persons.csv` until every seat has its person; `named` sit already.
pub(crate) fn fill(
    seats: &[Seats],
    named: &[csv::StringRecord],
    header: &csv::StringRecord,
    out: &mut csv::Writer<impl std::io::Write>,
) -> anyhow::Result<()> {
    let column = |name: &str| {
        header.iter().position(|heading| heading == name).with_context(|| format!("no column {name}"))
    };
    let (number, institution, quota_type) =
        (column("id_number")?, column("institution_id")?, column("quota_type")?);
    let mut taken: HashSet<String> =
        named.iter().filter_map(|row| row.get(number)).map(str::to_owned).collect();
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    for seat in seats {
        let sitting = named
            .iter()
            .filter(|row| {
                row.get(institution) == Some(&seat.institution_id)
                    && row.get(quota_type) == Some(&seat.quota_type)
            })
            .count();
        for _ in sitting..seat.occupied {
            let person = Person::new(&mut random, &mut taken);
            out.write_record(person.row(seat, &mut random))?;
        }
    }
    Ok(())
}

/// A person who exists nowhere else.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) id_number: String,
    pub(crate) male: bool,
    pub(crate) birth: Date,
}

/// Persons who sit nowhere yet, as many as are asked for, the same at every run. Clones draw from the same.
#[derive(Clone)]
pub(crate) struct Recruits(Arc<Mutex<Crowd>>);

struct Crowd {
    random: ChaCha8Rng,
    taken: HashSet<String>,
}

impl Recruits {
    /// Recruits beside those who sit already, by `persons.csv`.
    pub(crate) fn beside(persons: &Path) -> anyhow::Result<Self> {
        let mut reader = csv::Reader::from_path(persons)?;
        let column = reader.headers()?.iter().position(|name| name == "id_number");
        let column = column.context("no column id_number")?;
        let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
        let taken = rows.iter().filter_map(|row| row.get(column)).map(str::to_owned).collect();
        let crowd = Crowd { random: ChaCha8Rng::seed_from_u64(SEED + 1), taken };
        Ok(Self(Arc::new(Mutex::new(crowd))))
    }

    /// The next one.
    pub(crate) fn next(&self) -> Person {
        let mut crowd = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Crowd { random, taken } = &mut *crowd;
        Person::new(random, taken)
    }
}

impl Person {
    /// A person whose number is not `taken` yet.
    pub(crate) fn new(random: &mut ChaCha8Rng, taken: &mut HashSet<String>) -> Self {
        let male = random.next_u32().is_multiple_of(2);
        let name: String =
            [pick(SURNAMES, random), pick(GIVEN, random), pick(GIVEN, random)].into_iter().collect();
        loop {
            // 1978 to 2001: grown up at entry, decades from retirement
            let birth = date!(1978 - 01 - 01) + Duration::days(i64::from(random.next_u32() % 8760));
            let order = random.next_u32() % 499 * 2 + u32::from(male);
            let id_number = id_number(birth, order);
            if taken.insert(id_number.clone()) {
                return Self { name, id_number, male, birth };
            }
        }
    }

    fn row(&self, seat: &Seats, random: &mut ChaCha8Rng) -> Vec<String> {
        let entered = date!(2024 - 01 - 01) + Duration::days(i64::from(random.next_u32() % 700));
        let division = format!("{}-d{}", seat.institution_id, 1 + random.next_u32() % 2);
        let (sex, class) = if self.male { ("1", "male") } else { ("2", "f55") };
        let channel = match seat.category.as_str() {
            "CIVIL_SERVANT" => "EXAM_CIVIL_SERVANT",
            _ => "OPEN_RECRUIT",
        };
        [
            &self.name,
            &self.id_number,
            sex,
            &self.birth.to_string(),
            "01",
            "21",
            "13",
            class,
            &seat.institution_id,
            &seat.quota_type,
            &seat.funding,
            &division,
            &seat.post,
            &seat.post_level,
            &seat.category,
            &entered.to_string(),
            channel,
            "",
        ]
        .map(str::to_owned)
        .to_vec()
    }
}

fn pick(from: &str, random: &mut ChaCha8Rng) -> char {
    let count = from.chars().count().max(1);
    from.chars().nth(usize::try_from(random.next_u32()).unwrap_or(0) % count).unwrap_or('某')
}

/// A number of GB 11643: area, birth date, order (odd for men), check character.
fn id_number(birth: Date, order: u32) -> String {
    let body = format!("420800{:04}{:02}{:02}{order:03}", birth.year(), u8::from(birth.month()), birth.day());
    let sum: u32 =
        body.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    let check = "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap_or(0)).unwrap_or('0');
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_number_has_the_check_character_of_the_standard() {
        assert_eq!(id_number(date!(1998 - 11 - 04), 2), "420800199811040026");
    }
}
