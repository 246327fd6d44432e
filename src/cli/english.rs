//! Whether an item looks like English, by how common the commonest English words are in its beginning. For a warning: the rules
//! read English only, and silence would look like "no label".
//!
//! It has to cost next to nothing beside the rules, so nearly all items are done with at the first word that is English and
//! nothing else; only where there is none, words are counted.

use aho_corasick::packed::Searcher;
use memchr::memmem;

use crate::classify::Field;

/// So much of an item is looked at.
const LOOK_BYTES: usize = 1 << 9;

/// Fewer words tell nothing: headlines do without small words.
const MIN_WORDS: usize = 40;

/// Shorter items hold fewer.
const MIN_BYTES: usize = 5 * MIN_WORDS;

/// Words that settle it.
const SURE: [&str; 8] = [
    " the ", " and ", " that ", " with ", " from ", " said ", " are ", " its ",
];

/// One word in so many is enough. Of 51,665 items of English news seven have fewer: two are Spanish, three are noise, two
/// are tables.
const ONE_IN: usize = 15;

/// Where one word in so many is a number it is a table, which has no words to tell by.
const TABLE_ONE_IN: usize = 10;

/// Words that stand in every English text and in few others; sorted. Without those that other languages write the same way
/// (a, an, as, in, no, so, he, me, was, will).
const WORDS: [&str; 51] = [
    "about", "after", "and", "are", "at", "be", "been", "but", "by", "could", "for", "from", "had",
    "has", "have", "her", "his", "into", "it", "its", "more", "not", "of", "on", "one", "said",
    "she", "than", "that", "the", "their", "there", "they", "this", "to", "two", "up", "we",
    "were", "what", "when", "where", "which", "who", "with", "without", "would", "year", "years",
    "you", "your",
];

/// Looks at items; one for each thread.
#[derive(Debug)]
pub(super) struct English {
    /// There is none where the processor has no instructions for it.
    sure: Option<Searcher>,
}

impl English {
    pub(super) fn new() -> Self {
        Self {
            sure: Searcher::new(SURE),
        }
    }

    /// Whether an item with these fields is clearly in another language.
    pub(super) fn is_missing(&self, fields: &[Field<'_>]) -> bool {
        if fields.iter().map(|field| field.text.len()).sum::<usize>() < MIN_BYTES {
            return false;
        }
        let is_sure = |text| match &self.sure {
            Some(sure) => sure.find(text).is_some(),
            None => SURE
                .iter()
                .any(|word| memmem::find(text, word.as_bytes()).is_some()),
        };
        // The title is least likely to hold one.
        if fields.iter().rev().any(|field| is_sure(looked_at(field))) {
            return false;
        }
        let mut count = Count::default();
        for field in fields {
            count.add(looked_at(field));
        }
        count.is_foreign()
    }
}

fn looked_at<'a>(field: &Field<'a>) -> &'a [u8] {
    let bytes = field.text.as_bytes();
    &bytes[..bytes.len().min(LOOK_BYTES)]
}

#[derive(Debug, Default)]
struct Count {
    words: usize,
    numbers: usize,
    english: usize,
    /// Bytes of letters, and those of them that are not of the Latin alphabet without accents.
    letters: usize,
    far_letters: usize,
}

impl Count {
    fn add(&mut self, text: &[u8]) {
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
        for word in text.split(|byte| !is_letter(byte)) {
            match word {
                [] => {}
                [b'0'..=b'9', ..] => self.numbers += 1,
                _ => {
                    self.words += 1;
                    self.letters += word.len();
                    self.far_letters += word.iter().filter(|byte| !byte.is_ascii()).count();
                    self.english += usize::from(is_english(word));
                }
            }
        }
    }

    fn is_foreign(&self) -> bool {
        // Chinese has no blanks, so its words cannot be counted; its letters can.
        let is_far = self.letters > 4 * MIN_WORDS && self.far_letters * 2 > self.letters;
        let is_table = self.numbers * TABLE_ONE_IN > self.words;
        let is_strange = self.words >= MIN_WORDS && self.english * ONE_IN < self.words;
        is_far || (is_strange && !is_table)
    }
}

fn is_english(word: &[u8]) -> bool {
    let mut lower = [0; 7];
    let Some(lower) = lower.get_mut(..word.len()) else {
        return false;
    };
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    WORDS
        .binary_search_by(|known| known.as_bytes().cmp(lower))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_missing(text: &str) -> bool {
        let field = Field {
            name: "text",
            is_title: false,
            text,
        };
        English::new().is_missing(&[field])
    }

    #[test]
    fn the_words_are_sorted() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn other_languages_are_told() {
        for text in [
            "Die Bank verlagert bis zum Herbst rund zweihundert Stellen aus der Buchhaltung nach Polen und Indien. Der \
             Betriebsrat will sich wehren, sagte ein Sprecher in Frankfurt am Main. Betroffen sind vor allem kleinere \
             Filialen.",
            "La banque va transférer à l'automne près de deux cents postes de comptabilité vers la Pologne et l'Inde. Le \
             comité d'entreprise compte s'y opposer, a indiqué un porte-parole à Paris.",
            "El banco trasladará en otoño unos doscientos puestos de contabilidad a Polonia y a la India. El comité de \
             empresa se va a oponer a ello, según dijo un portavoz en Madrid.",
            "O banco vai transferir no outono cerca de duzentos postos de contabilidade para a Polónia e para a Índia. A \
             comissão de trabalhadores opõe-se, disse um porta-voz em Lisboa.",
            "De bank verplaatst in de herfst zo'n tweehonderd banen van de boekhouding naar Polen en India. De \
             ondernemingsraad is tegen, zei een woordvoerder in Amsterdam, en wil naar de rechter stappen.",
            "Банк осенью переведёт около двухсот рабочих мест бухгалтерии в Польшу и Индию, сообщил представитель.",
            "该银行将在秋季把大约两百个会计岗位转移到波兰和印度。工会发言人在北京表示,他们将反对这一计划,并要求管理层重新考虑。",
        ] {
            assert!(is_missing(&text.repeat(2)), "{text}");
        }
    }

    #[test]
    fn english_is_not() {
        for text in [
            "They move jobs abroad.",
            "",
            "Bank to move two hundred accounting jobs abroad: works council opposed, spokesman says in Frankfurt. Staff told \
             in meetings, by letter and on screen, that posts will go to Poland and India.",
            "Shr 18 cts vs 24 cts\nNet 1,175,000 vs 1,528,000\nSales 34 mln vs 34 mln\nNine mths\nShr 56 cts vs 1 dlr\nNet \
             3,594,000 vs 6,680,000\nSales 110 mln vs 112 mln\nAvg shrs 6,490,000 vs 6,479,000\nNote net includes gain",
        ] {
            assert!(!is_missing(text), "{text}");
            assert!(!is_missing(&text.repeat(2)), "{text}");
        }
    }
}
