//! How dates and counts are written on paper.

use time::Date;

/// `2026年8月25日`: Arabic digits without leading zeros (GB/T 9704-2012 7.3.5.4).
pub fn date_zh(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), u8::from(date.month()), date.day())
}

/// A count in the capital numerals (大写) that cannot be altered with a pen: 2 → 贰, 105 → 壹佰零伍.
pub fn capital(count: u32) -> String {
    const UNITS: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 3] = ["", "万", "亿"];
    if count == 0 {
        return "零".to_owned();
    }

    let digits: Vec<u32> = count.to_string().chars().filter_map(|digit| digit.to_digit(10)).collect();
    let mut words = String::new();
    let mut zero_pending = false;
    let mut group_empty = true;
    for (position, digit) in digits.iter().enumerate() {
        let place = digits.len() - 1 - position;
        if *digit == 0 {
            zero_pending = true;
        } else {
            if zero_pending && !words.is_empty() {
                words.push('零');
            }
            zero_pending = false;
            group_empty = false;
            words.push(numeral(*digit));
            words.push_str(UNITS.get(place % 4).copied().unwrap_or_default());
        }
        if place.is_multiple_of(4) {
            if !group_empty {
                words.push_str(GROUPS.get(place / 4).copied().unwrap_or_default());
            }
            group_empty = true;
        }
    }
    words
}

fn numeral(digit: u32) -> char {
    match digit {
        1 => '壹',
        2 => '贰',
        3 => '叁',
        4 => '肆',
        5 => '伍',
        6 => '陆',
        7 => '柒',
        8 => '捌',
        9 => '玖',
        _ => '零',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_in_capitals() {
        let cases = [
            (0, "零"),
            (2, "贰"),
            (10, "壹拾"),
            (105, "壹佰零伍"),
            (1000, "壹仟"),
            (1050, "壹仟零伍拾"),
            (10_000, "壹万"),
            (10_203, "壹万零贰佰零叁"),
            (100_000_000, "壹亿"),
            (120_030_000, "壹亿贰仟零叁万"),
        ];
        for (count, words) in cases {
            assert_eq!(capital(count), words, "{count}");
        }
    }

    #[test]
    fn dates_have_no_leading_zeros() {
        assert_eq!(date_zh(time::macros::date!(2026 - 09 - 01)), "2026年9月1日");
    }
}
