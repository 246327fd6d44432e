//! Which country codes there are: ISO 3166-1 alpha-2. A code that means nothing would only be noticed by labels that do not come.

use crate::ruleset::Country;

/// All codes that are assigned, in order.
const ASSIGNED: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ \
UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

/// The same, each with the blank behind it.
const ASSIGNED_CODES: &[[u8; 3]] = ASSIGNED.as_bytes().as_chunks().0;

/// Codes that people write for others.
const COMMON_SLIPS: [(&str, &str); 3] = [("UK", "GB"), ("EL", "GR"), ("EN", "GB")];

/// The country of a code, or how to mend it.
pub(super) fn country(code: &str) -> Result<Country, String> {
    let upper = code.to_ascii_uppercase();
    let is_known = |code: &str| {
        ASSIGNED_CODES
            .binary_search_by(|known| known[..2].cmp(code.as_bytes()))
            .is_ok()
    };
    if (is_known(code) || is_free(code))
        && let Some(country) = Country::parse(code)
    {
        return Ok(country);
    }
    let slip = COMMON_SLIPS.iter().find(|(slip, _)| *slip == upper);
    Err(match slip {
        Some((_, meant)) => format!("the code for that is `{meant}`"),
        None if is_known(&upper) => format!("write it in capitals: `{upper}`"),
        None => "countries are two capital letters: IN, GB".to_owned(),
    })
}

/// Codes that everybody may give a meaning of their own, such as XK for Kosovo.
fn is_free(code: &str) -> bool {
    match code.as_bytes() {
        [b'Q', second] => (b'M'..=b'Z').contains(second),
        [b'X', second] => second.is_ascii_uppercase(),
        _ => code == "AA" || code == "ZZ",
    }
}

#[cfg(test)]
mod tests {
    use super::{ASSIGNED, ASSIGNED_CODES, country};

    #[test]
    fn codes_are_those_of_the_standard() {
        assert_eq!(ASSIGNED.len(), 3 * ASSIGNED_CODES.len());
        assert_eq!(ASSIGNED_CODES.len(), 249);
        assert!(ASSIGNED_CODES.is_sorted());
        assert!(ASSIGNED_CODES.iter().all(|code| code[2] == b' '));
        for code in ["GB", "IN", "US", "HK", "XK", "ZZ", "QM"] {
            assert!(country(code).is_ok(), "{code}");
        }
        for (code, help) in [
            ("UK", "the code for that is `GB`"),
            ("us", "write it in capitals: `US`"),
            ("QA ", "countries are two capital letters: IN, GB"),
            ("QL", "countries are two capital letters: IN, GB"),
            ("United States", "countries are two capital letters: IN, GB"),
            ("D", "countries are two capital letters: IN, GB"),
        ] {
            assert_eq!(country(code), Err(help.to_owned()), "{code}");
        }
    }
}
