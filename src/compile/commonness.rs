//! How common words are in English news, for choosing what to look for first. It decides speed only, never an answer.

/// The commonest words with their occurrences in a million, counted over thirteen thousand news items of 1987 to 2024; sorted.
#[rustfmt::skip]
const COMMON: [(&str, u64); 671] = [
    ("a", 20753), ("able", 293), ("about", 1838), ("access", 248), ("according", 492), ("across", 365), ("act", 515),
    ("action", 296), ("added", 406), ("administration", 351), ("after", 1825), ("again", 298), ("against", 899),
    ("ago", 275), ("agreed", 211), ("agreement", 317), ("air", 284), ("all", 1684), ("allow", 191), ("almost", 222),
    ("along", 186), ("already", 349), ("also", 1889), ("although", 193), ("always", 220), ("am", 284),
    ("america", 450), ("american", 591), ("americans", 220), ("among", 308), ("an", 3359), ("and", 24811),
    ("announced", 451), ("another", 540), ("anti", 190), ("any", 728), ("april", 329), ("are", 4491), ("area", 265),
    ("areas", 228), ("army", 190), ("around", 554), ("as", 5691), ("asked", 261), ("assistance", 222),
    ("assistant", 200), ("at", 4779), ("attorney", 419), ("august", 226), ("australia", 553), ("australian", 364),
    ("available", 219), ("away", 274), ("back", 815), ("bank", 537), ("banks", 219), ("based", 378), ("bbc", 282),
    ("be", 4775), ("because", 858), ("become", 264), ("been", 2290), ("before", 796), ("began", 192), ("behind", 192),
    ("being", 883), ("believe", 231), ("best", 376), ("better", 333), ("between", 633), ("big", 348), ("bill", 758),
    ("billion", 609), ("black", 308), ("board", 247), ("both", 536), ("bring", 189), ("britain", 253),
    ("british", 262), ("budget", 318), ("building", 188), ("bush", 503), ("business", 503), ("but", 3404),
    ("buy", 196), ("by", 5065), ("call", 226), ("called", 387), ("came", 270), ("campaign", 237), ("can", 1528),
    ("capital", 209), ("care", 476), ("case", 429), ("cases", 223), ("cash", 186), ("cent", 296), ("center", 211),
    ("central", 225), ("chairman", 225), ("change", 332), ("chief", 301), ("child", 189), ("children", 498),
    ("china", 485), ("city", 499), ("civil", 256), ("claims", 225), ("clear", 234), ("close", 226), ("co", 443),
    ("come", 397), ("comes", 215), ("coming", 186), ("commission", 221), ("committee", 454), ("common", 188),
    ("communities", 197), ("community", 413), ("companies", 326), ("company", 823), ("conference", 220),
    ("congress", 315), ("contact", 241), ("continue", 383), ("control", 254), ("coronavirus", 213), ("corp", 287),
    ("cost", 313), ("costs", 244), ("could", 1103), ("council", 241), ("countries", 349), ("country", 703),
    ("county", 227), ("court", 499), ("covid", 288), ("cramer", 319), ("criminal", 271), ("crisis", 219),
    ("cts", 360), ("current", 299), ("currently", 223), ("cut", 264), ("d", 387), ("data", 250), ("day", 685),
    ("days", 357), ("deal", 329), ("death", 281), ("debt", 250), ("december", 233), ("decision", 263),
    ("demand", 206), ("democrats", 210), ("department", 801), ("departments", 192), ("despite", 278),
    ("development", 318), ("did", 483), ("different", 234), ("director", 264), ("district", 331), ("division", 252),
    ("dlrs", 705), ("do", 960), ("does", 273), ("don't", 356), ("done", 210), ("down", 673), ("dr", 212),
    ("drug", 223), ("due", 335), ("during", 710), ("e", 349), ("each", 403), ("earlier", 307), ("early", 279),
    ("east", 231), ("economic", 419), ("economy", 344), ("education", 253), ("efforts", 252), ("election", 280),
    ("emergency", 192), ("end", 528), ("energy", 448), ("enforcement", 221), ("england", 264), ("enough", 227),
    ("ensure", 261), ("europe", 193), ("european", 212), ("even", 662), ("ever", 252), ("every", 371),
    ("evidence", 196), ("exchange", 191), ("executive", 212), ("expected", 310), ("face", 317), ("fact", 215),
    ("families", 248), ("family", 414), ("far", 344), ("farmers", 190), ("february", 246), ("federal", 792),
    ("few", 296), ("fight", 219), ("final", 244), ("financial", 337), ("find", 236), ("fire", 318), ("firm", 200),
    ("first", 1274), ("five", 465), ("following", 400), ("food", 280), ("for", 11051), ("force", 326),
    ("forces", 189), ("foreign", 350), ("former", 485), ("forward", 217), ("found", 416), ("four", 477),
    ("fraud", 231), ("free", 285), ("from", 4515), ("full", 313), ("fund", 196), ("funding", 455), ("funds", 251),
    ("further", 307), ("future", 352), ("game", 273), ("gas", 201), ("general", 545), ("get", 739), ("getting", 190),
    ("give", 277), ("given", 281), ("global", 250), ("go", 495), ("going", 523), ("good", 480), ("got", 352),
    ("government", 1433), ("great", 294), ("group", 563), ("growth", 269), ("guilty", 210), ("had", 1986),
    ("half", 285), ("hard", 242), ("has", 4382), ("have", 4412), ("having", 290), ("he", 4227), ("head", 227),
    ("health", 800), ("held", 240), ("help", 656), ("her", 2072), ("here", 333), ("high", 539), ("higher", 260),
    ("him", 661), ("his", 2972), ("history", 205), ("hit", 221), ("home", 691), ("hope", 198), ("hospital", 188),
    ("house", 523), ("housing", 190), ("how", 808), ("however", 348), ("human", 268), ("i", 3365), ("i'm", 282),
    ("if", 1358), ("immigration", 229), ("impact", 198), ("important", 399), ("in", 20694), ("inc", 400),
    ("include", 220), ("including", 657), ("income", 218), ("increase", 370), ("increased", 196), ("industry", 390),
    ("information", 375), ("interest", 312), ("international", 493), ("into", 1223), ("investment", 220),
    ("iraq", 579), ("is", 8716), ("israel", 227), ("issue", 329), ("issues", 278), ("it", 6925), ("its", 2367),
    ("january", 308), ("japan", 229), ("jim", 255), ("job", 234), ("jobs", 241), ("john", 276), ("johnson", 211),
    ("judge", 200), ("july", 251), ("june", 272), ("just", 985), ("justice", 464), ("keep", 284), ("key", 214),
    ("know", 391), ("known", 219), ("labor", 231), ("labour", 188), ("large", 208), ("largest", 186), ("last", 1250),
    ("late", 196), ("later", 300), ("latest", 194), ("law", 477), ("lead", 236), ("leader", 247), ("leaders", 192),
    ("least", 251), ("led", 200), ("left", 415), ("legal", 190), ("legislation", 403), ("less", 345), ("let", 186),
    ("level", 233), ("life", 453), ("like", 879), ("likely", 249), ("line", 256), ("little", 285), ("live", 231),
    ("lives", 214), ("local", 442), ("london", 259), ("long", 613), ("look", 343), ("looking", 202), ("loss", 338),
    ("lost", 192), ("lot", 211), ("love", 200), ("low", 249), ("lt", 672), ("m", 224), ("made", 799), ("major", 320),
    ("make", 805), ("making", 349), ("man", 293), ("management", 206), ("many", 858), ("march", 442), ("market", 613),
    ("markets", 202), ("may", 953), ("me", 516), ("means", 198), ("media", 341), ("medical", 232), ("medicare", 187),
    ("meet", 202), ("meeting", 269), ("member", 313), ("members", 415), ("men", 273), ("might", 271),
    ("military", 400), ("million", 911), ("minister", 544), ("mln", 947), ("monday", 192), ("money", 492),
    ("month", 490), ("months", 494), ("more", 2434), ("most", 823), ("move", 281), ("movement", 223), ("mr", 1203),
    ("ms", 228), ("much", 599), ("must", 409), ("my", 851), ("nation", 316), ("national", 819), ("nearly", 220),
    ("need", 649), ("needed", 215), ("needs", 252), ("net", 387), ("never", 293), ("new", 2305), ("news", 325),
    ("next", 556), ("night", 227), ("no", 1172), ("non", 201), ("north", 305), ("not", 3115), ("november", 231),
    ("now", 1110), ("number", 493), ("october", 247), ("of", 26504), ("off", 665), ("offer", 246), ("office", 498),
    ("official", 227), ("officials", 338), ("often", 198), ("oil", 467), ("old", 491), ("on", 8384), ("once", 239),
    ("one", 2074), ("only", 987), ("open", 289), ("operations", 195), ("or", 2227), ("order", 252), ("other", 1310),
    ("others", 248), ("our", 1813), ("out", 1551), ("over", 1464), ("own", 429), ("page", 196), ("paid", 186),
    ("part", 590), ("party", 447), ("past", 316), ("pay", 448), ("pct", 606), ("people", 1878), ("per", 540),
    ("percent", 315), ("period", 233), ("pictured", 223), ("place", 354), ("plan", 393), ("plans", 354),
    ("play", 202), ("point", 264), ("police", 425), ("policy", 335), ("political", 325), ("possible", 219),
    ("post", 221), ("power", 361), ("president", 802), ("press", 199), ("price", 329), ("prices", 402),
    ("prime", 290), ("private", 211), ("problem", 212), ("process", 259), ("production", 243), ("profit", 257),
    ("program", 575), ("programs", 245), ("project", 244), ("protect", 190), ("provide", 381), ("public", 613),
    ("put", 410), ("quarter", 234), ("r", 392), ("rate", 321), ("rates", 219), ("re", 191), ("real", 315),
    ("really", 326), ("receive", 197), ("received", 207), ("recent", 313), ("recently", 231), ("record", 356),
    ("region", 187), ("report", 429), ("reported", 236), ("research", 430), ("resources", 232), ("response", 186),
    ("result", 237), ("return", 245), ("review", 186), ("right", 549), ("rights", 395), ("rise", 242), ("risk", 227),
    ("role", 248), ("rules", 190), ("run", 220), ("s", 2295), ("safety", 230), ("said", 5227), ("sales", 351),
    ("same", 422), ("say", 526), ("saying", 211), ("says", 1322), ("school", 303), ("season", 247), ("second", 419),
    ("secretary", 294), ("security", 590), ("see", 484), ("seen", 323), ("sen", 531), ("senate", 612),
    ("senator", 628), ("september", 319), ("series", 223), ("service", 519), ("services", 515), ("set", 476),
    ("seven", 203), ("several", 286), ("share", 364), ("shares", 322), ("she", 1924), ("short", 195), ("should", 744),
    ("show", 453), ("shows", 189), ("side", 219), ("since", 705), ("six", 390), ("small", 303), ("so", 1291),
    ("social", 380), ("some", 1159), ("something", 200), ("south", 447), ("special", 228), ("spending", 200),
    ("staff", 235), ("star", 297), ("start", 260), ("state", 950), ("statement", 307), ("states", 651),
    ("still", 569), ("stock", 353), ("stop", 229), ("strong", 224), ("students", 278), ("study", 258), ("such", 711),
    ("support", 666), ("system", 517), ("t", 445), ("take", 621), ("taken", 235), ("taking", 256), ("tax", 531),
    ("team", 344), ("technology", 273), ("term", 281), ("texas", 204), ("than", 1656), ("that", 9931), ("the", 57261),
    ("their", 3019), ("them", 1011), ("then", 609), ("there", 1587), ("these", 1004), ("they", 3126), ("things", 254),
    ("think", 538), ("third", 248), ("this", 4163), ("those", 810), ("though", 231), ("three", 758), ("through", 753),
    ("thursday", 196), ("time", 1306), ("times", 336), ("to", 29445), ("today", 966), ("together", 292),
    ("told", 691), ("too", 393), ("took", 289), ("top", 403), ("total", 251), ("trade", 461), ("training", 199),
    ("trial", 192), ("troops", 187), ("trump", 230), ("tuesday", 188), ("two", 1319), ("u.s", 1737), ("uk", 463),
    ("under", 721), ("union", 318), ("united", 622), ("university", 425), ("until", 325), ("up", 2067), ("us", 943),
    ("use", 484), ("used", 504), ("using", 242), ("very", 635), ("vote", 224), ("vs", 558), ("want", 453),
    ("war", 806), ("was", 5276), ("washington", 413), ("water", 384), ("way", 602), ("we", 2981), ("week", 688),
    ("weeks", 280), ("well", 704), ("went", 247), ("were", 2095), ("west", 337), ("western", 209), ("what", 1167),
    ("when", 1523), ("where", 629), ("whether", 274), ("which", 2311), ("while", 870), ("white", 338), ("who", 2340),
    ("why", 358), ("will", 4026), ("win", 253), ("with", 6410), ("within", 270), ("without", 394), ("women", 495),
    ("won", 225), ("work", 774), ("workers", 496), ("working", 457), ("world", 964), ("would", 2112), ("wrote", 217),
    ("year", 2225), ("years", 1223), ("yet", 334), ("york", 323), ("you", 1514), ("young", 246), ("your", 483),
];

/// A word that is not among the commonest, in a thousand million words of news.
const UNCOMMON: u64 = 6000;

/// A name that is none of the commonest words: most towns and firms are in the news once in years.
const UNCOMMON_NAME: u64 = 300;

/// About how often a term of folded words occurs in a thousand million words of news; never 0.
pub(super) fn per_billion(term: &str, is_name: bool) -> u64 {
    let uncommon = if is_name { UNCOMMON_NAME } else { UNCOMMON };
    let word = |word: &str| {
        COMMON
            .binary_search_by_key(&word, |(common, _)| common)
            .map_or(uncommon, |at| 1000 * COMMON[at].1)
    };
    let mut words = term.split([' ', '&']).map(word);
    let first = words.next().unwrap_or(1);
    // The rarest word of a phrase bounds it, and few of its occurrences have the others beside them.
    match words.min() {
        Some(rarest) => (rarest.min(first) / 16).max(1),
        None => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_sorted() {
        assert!(COMMON.is_sorted_by_key(|(word, _)| word));
    }

    #[test]
    fn phrases_are_rarer_than_their_words() {
        let common = |term| per_billion(term, false);
        assert!(common("of") > common("plant"));
        assert!(common("plant") > common("brass plate"));
        assert!(common("call centre") < common("call"));
        assert!(per_billion("plant", true) < common("plant"));
    }
}
