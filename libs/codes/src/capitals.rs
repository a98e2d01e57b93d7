//! Chinese numerals in capitals 大写, which papers print beside figures so that nobody adds a stroke.

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// A count in capitals: 2 → 贰, 10 → 壹拾, 20 306 → 贰万零叁佰零陆.
pub fn count(number: u32) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let groups = [(number / 100_000_000, "亿"), (number / 10_000 % 10_000, "万"), (number % 10_000, "")];
    let mut text = String::new();
    // A zero is spoken once where a higher digit was written and the next one is missing.
    let mut gap = false;
    for (group, unit) in groups {
        if group == 0 {
            gap = !text.is_empty();
            continue;
        }
        write_group(&mut text, group, gap);
        text.push_str(unit);
        gap = false;
    }
    text
}

/// Writes a number from 1 to 9999 behind what is there already.
fn write_group(text: &mut String, group: u32, mut gap: bool) {
    for (place, unit) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let digit = group / place % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        text.extend(
            DIGITS.iter().zip(0..).find(|(_, value)| *value == digit).map(|(character, _)| *character),
        );
        text.push_str(unit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_papers_write_them() {
        for (number, text) in [
            (0, "零"),
            (1, "壹"),
            (2, "贰"),
            (10, "壹拾"),
            (15, "壹拾伍"),
            (20, "贰拾"),
            (100, "壹佰"),
            (101, "壹佰零壹"),
            (110, "壹佰壹拾"),
            (118, "壹佰壹拾捌"),
            (1001, "壹仟零壹"),
            (1010, "壹仟零壹拾"),
            (10_000, "壹万"),
            (10_001, "壹万零壹"),
            (10_010, "壹万零壹拾"),
            (20_306, "贰万零叁佰零陆"),
            (100_000, "壹拾万"),
            (1_001_000, "壹佰万壹仟"),
            (100_000_001, "壹亿零壹"),
            (4_294_967_295, "肆拾贰亿玖仟肆佰玖拾陆万柒仟贰佰玖拾伍"),
        ] {
            assert_eq!(count(number), text, "{number}");
        }
    }
}
