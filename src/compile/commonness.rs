//! How common words are in English news, for choosing what to look for first. It decides speed only, never an answer.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The commonest words by how often they occur in a million, each at least as often as its row says and less often than the next,
/// counted over fifty thousand news items of 1987 to 2024.
#[rustfmt::skip]
const ROWS: [(u64, &str); 20] = [
    (46854, "\
        the"),
    (23905, "\
        and of to"),
    (17075, "\
        a in"),
    (8712, "\
        for is that"),
    (6223, "\
        it on with"),
    (4445, "\
        are as at be by from said was"),
    (3175, "\
        an but has have he i this will"),
    (2268, "\
        been his its more new not their they we which who"),
    (1620, "\
        about after all also had her one or our people she than u.s up were would year"),
    (1157, "\
        can first government if into last no other out over says so some there time two what when years you"),
    (826, "\
        against because being company could do health just like many may million mln most mr my now only state them these \
        today us while world"),
    (590, "\
        american any back before between bill billion country day department dlrs down during even federal get help him home \
        how including long lt made make market much national need off pct president program public s security senate senator \
        should since states such support take tax those three through told under united very war way week well where work"),
    (422, "\
        according act america announced another around australia bank both bush business care case children china city co \
        committee court did don't end energy family five former four funding general go going good group high house \
        international iraq justice law left life local me members minister money month months must next number office oil \
        old own part party pay per police report right rights same say see sen service services set show south still system \
        then think trade uk use used vs want women workers working your"),
    (301, "\
        across action added administration agreement already april attorney australian based best better big black budget \
        called change come community companies congress continue corp cost countries cramer cts current d days deal \
        development district due each earlier economic economy every expected face far financial fire following force \
        foreign found full further future got great here however i'm important inc increase industry information interest \
        issue know later legislation less look loss major making march media military nation net news north officials past \
        percent place plan plans policy political power price prices provide put r rate real really recent record research \
        sales school second secretary seen september share shares six small social statement stock team times too took top \
        union university until washington water west white why without yet york"),
    (215, "\
        able access again ago air almost am americans among area areas asked assistance august available away bbc become \
        believe board britain british call came campaign cases cent central chairman chief civil claims clear close \
        commission contact control costs county covid criminal currently cut data death debt december decision despite \
        different director division does drug e early east education efforts election enforcement england ensure european \
        ever exchange fact families february few fight final find food forward fraud free funds game give given global \
        growth half hard having head held higher hit human immigration include income investment israel issues january japan \
        jim job jobs john july june keep known large lead leader least led level likely line little live london lot low man \
        management medical meeting member men might move ms needed needs never night october offer once open order others \
        period pictured point possible prime process production profit programs project quarter rates recently reported \
        resources result return rise risk role run safety season series several special staff star start stop strong \
        students study taken taking technology term things third though together total trump using vote weeks went whether \
        win within young"),
    (154, "\
        additional age agency agreed ahead aid allow along although always amount annual anti approved army assistant \
        association attack average banks began behind benefits biggest body border bring building businesses buy california \
        can't cannot capital car cash center centre changes charge child chinese class club comes coming common communities \
        conditions conference continued contract coronavirus council course create credit crime crisis critical cuts david \
        defense demand democratic democrats departments didn't doing dollar domestic done dr eight emergency employees \
        enough europe evidence example executive fall farmers feel film firm firms forces friday fund games gas george \
        getting grant groups growing guilty history hold hope hospital hours housing i've impact improve included includes \
        increased india instagram instead investigation investors johnson judge key labor labour land largest late latest \
        leaders league legal let letter levels lives living looking lost love lower m majority makes mark markets matter \
        means medicare meet middle monday movement music name nations natural near nearly nine non northern november \
        official often online operations opportunity outside page paid pandemic passed patients person personal play post \
        potential press pressure previously prison private problem problems products projects protect protection provided \
        question rather receive received reduce region related release released remain reports response results revealed \
        review rose rules rural russia saying schools senior sent seven shared short showed shows shr side significant \
        similar single something soon spending started step stocks story street strike summer sunday sure systems t test \
        texas thing thought thousands thursday training trial troops trying tuesday tv unit video violence wales we're \
        wednesday western woman won worked wrote yesterday"),
    (110, "\
        ability above account activists actually addition address admitted affairs africa agencies agriculture al allowed \
        amendment anyone anything appropriations attacks authorities authority b bad base basis became below benefit bid \
        biden bit bond book break brought brown build c calls canada cancer cause caused ceo certain challenge chance \
        charged charges citizens claim claimed climate coast colleagues college commercial commitment committed compared \
        competition computer concerns conspiracy construction consumers corporate count couple created customers daily date \
        daughter de debate designed develop died difficult disease dlr doesn't dollars drugs earnings eastern effect \
        effective effort either environment environmental equipment especially eu event everyone everything experience \
        export exports f facilities facility failed fair false fans farm father fbi fell field fighting figures filed \
        finance fiscal focus follow forced form france french friends front fuel gave germany goal gold governments grants \
        greater green ground guard hand happened happy hearing heart helped himself homeland homes host huge hundreds idea \
        illegal independent individual individuals inflation insurance intelligence internet introduced involved iran iraqi \
        ireland island issued itself james japanese joined joint killed kind king l laws leadership leading leave light list \
        loan lockdown longer looked ltd mail main manager mean meanwhile measures message met mexico michael millions moment \
        morning mother n necessary network nothing nuclear numbers offered offering officer officers operating operation \
        opposition pair parents park parliament particularly paul payments peace performance phone plant played players \
        points policies politics poor population position positive prevent previous probably professor profits property \
        proposal proposed provides providing quality questions quickly radio raise raised range re read reason red reform \
        regional relationship relief remains republican required researchers residents reuters rising road room round rule \
        running russian safe sale san saturday saw scheme science scientists sector secure securities self sell senators \
        serious serve settlement sign signed simply site situation society sold soldiers son source sources southern space \
        spent spokesman stage stand stay strategy struggle success supply takes talk talks target terms themselves they're \
        threat throughout tonnes towards trading travel treasury treatment trust try turn turned twitter ukraine un \
        understand value veterans victims victory view virus visit wanted wants ways we've weapons whole whose wife worker \
        worth wrong"),
    (78, "\
        abuse accounts accused acting actions activities activity add adding affected afghanistan african agent airport \
        alleged alone alternative amid analysts angeles announcement antiwar ap appeared approach approval approximately \
        armed arrested ask assets asylum attempt attention attorneys avoid award awarded baby balance ban battle begin \
        beginning believed beyond bills bipartisan blue boost born bought brazil brexit built buying calling canadian \
        capacity career cars century certainly challenges changed chicago choice christmas cities clean clearly clinton \
        closed coalition combat comment comments commerce complaint complete completed concern concerned conduct confidence \
        confirmed congressional conservative consider considered consumer continues continuing contracts cover coverage \
        crimes cross cup currency damage dead deaths decade decades decided decisions defence defendants deficit democracy \
        deputy described details detention developed developing digital direct directly disaster documents domenici double \
        drive drop duty elections else employment ended entire established estimated eur events ex existing expand expect \
        experts extra faces facing failure fear fed felt figure finally fine floor florida followed football fourth freedom \
        friend fully g gain german gets giant gives giving goes gone grand growers gulf hands heard helping highest holding \
        hopes hour howard husband ideas immediately imports increases increasing indian indictment industrial industries \
        infrastructure initiative inside institute interests interview isn't israeli j joe join jones journalist keeping \
        kept korea lack language launched leaving liberal limited lines loans looks los losses manchester mass massive match \
        maximum measure mental ministers minutes mission mobile model mortgage moved moving mp named negotiations nhs note o \
        occupation ones ongoing opening opportunities options organization organizations original outstanding overall owned \
        p package palestinian paper paris particular parties partners parts pass paying payment penalty perhaps peter \
        planned planning player playing pleaded pleased politicians popular port posted pre premier prepared present \
        presidential prior pro produce produced producers product progress protest proud provision published purchase push \
        putting qtr queensland quite race rally reach reached ready reality recovery refugee refugees representatives \
        republicans request require requires reserve resolution responsibility responsible rest restrictions returned \
        returns revenue revs rich richard river robert royal ruling save savings scheduled scotland sea search section seek \
        seeking seems selling send sens sense sentenced served sex shot showing sir size smith socialist software someone \
        speak speaking speech spend split sport sports spread st stake standard standards stars station status steps student \
        subject successful sun sunak supported supporters supreme sydney task taxes teachers tech television tell ten terror \
        terrorism terrorist testing thank thomas title tough tour town track transportation tried true u unions upon users v \
        various vehicles version vice victoria views virginia vital voted voters w wage waiting wall warned wasn't watch \
        website weekend wheat wide wing winning winter won't words works you're"),
    (56, "\
        absolutely accept achieve acquisition active actor actress advanced advantage advice aged agenda agents agree \
        agricultural ai aimed aircraft airlines allegations allegedly allowing allows alongside analysis andrew animal \
        animals answer appeal appear appears apple application applications apply appropriate arms arrest arrived art asia \
        asking assault assist associated author awards backed ball band banking basic bay beach beat becoming beef believes \
        bingaman blair block blood boat bonds books boss box boy brain bringing broken brother bureau camp candidate \
        cantwell carbon card carolina carried carry cell cells champion chancellor changing channel charles chelsea chemical \
        chris coach code coffee cold combined commit communications competitive completely complex comprehensive conducted \
        confident conflict connection considering content convicted cooperation corporation couldn't counts covered creating \
        crop crucial culture cutting d.c dakota dangerous declared decline declined deep defeat deliver delivery demands \
        denied design determined difference direction discrimination discuss dividend divisions doctors donald door doubt \
        driving dropped drought earth easy ec effects elected electric eligible elsewhere emissions employers encourage \
        english entered equal essential establish estate estimates ethnic eventually expansion expects explained express \
        extremely eye facebook faced falling fast fears feeling feet fellow female file finding findings fired fish flight \
        focused forecast foundation francisco fresh futures gang gay gaza generation georgia girl girls goals goods governor \
        grain grow gt h hair hall happen harry healthy hear heavy herself highly holiday hospitals hotel http humanitarian \
        ice identified identity image images immediate immigrant immigrants importance improved incident increasingly \
        independence index indonesia influence initial injury inquiry institutions internal intervention investigated \
        involving irs italy journal jury kerry kids killing knew la largely larger launch lawsuit learn lee limit linked \
        liverpool lose losing loved maine maintain managed manufacturing marine marketing marks marriage married martin mask \
        material materials mayor meant meetings melbourne merger microsoft mid mike miles mind mine minimum mining ministry \
        minnesota minute modern movie mps multiple murder murray nationwide native nature newspaper normal noted notes \
        offers offices ohio older onto opened option ordered orders organized overseas owner owners pacific pakistan \
        palestinians panel partner partnership passage patient pension permanent personnel photo physical pick picture \
        placed places plants platform plea please plus poverty powerful powers practice practices prescription presented \
        pretty prevention primary prince priority processing professional programme promised promote proposals prosecuted \
        protecting protesters protests provisions quarantine queen rail raising reading reagan reasons receiving recorded \
        records reduced reduction reforms refused regarding regime rejected relations remaining remember reportedly \
        represents requirements rescue reserves resistance respect respond retail revenues roberts rock row sanctions saudi \
        scale scott scottish secret secured seeing seem sees sentence separate serving sets severe sexual shareholders \
        sharing shown shut signs simple singer sites skills smaller snowe solution sometimes song sort sought sound spain \
        species specific speed spoke standing starting statements steel stg stopped store stores stories streets strength \
        strikes struggling studies style subcommittee subsidiary suffered suffering sugar suggest suggested suggests summit \
        supplies supporting survey table taiwan talent talking targets technologies telling temporary tested tests text \
        thanks they've threats tom tony tools tory toward traders traditional traffic train transfer transport trip truth \
        twice type unable unemployment units unless urban urged usda va vehicle via victim vietnam violent voice voting \
        vulnerable wages wait walk warning waste wearing weather web weekly weight welcome whom william williams willing \
        winner word worse worst writing written x yen youth zealand"),
    (40, "\
        abbott abortion abroad academy accepted acquire acquired activist acts adds adults advance affect afford affordable \
        afternoon agreements aim aims airline alan alaska album alleges allen alliance allies amazing amazon amounts amp \
        analyst anniversary announce announces antitrust app appearance applied arab aren't argentina argued arm arsenal \
        article asian assessment attempted attempts attend attended audience australians aware awb baghdad baker bankruptcy \
        banned bar barbara beautiful beauty bed behalf behaviour bell ben bigger billions birth birthday boats bob bodies \
        borders boris bosses boston bottom boys branch brand breaking breaks brian bridge broad broke burns bus cabinet \
        calif camera campus candidates cap captain cards carrying cast cattle caught causing centers centres cents ceremony \
        chain chair champions character chart check choose church circumstances citizenship claiming clients closely closer \
        closing coal coleman collapse collection collins colorado columbia commissioner commonwealth compensation compete \
        complaints compliance computers concluded condition consent consequences conservation consideration constitution \
        constitutional contributions controlled controls controversial convention cops core corps corruption counter \
        counties courts craig crew criticism critics crops crowd crude cultural customer customs dairy daniel dark davis dc \
        dealers dealing deals dear decide dedicated defend defendant delay delegation delivered democrat demonstration \
        deserve destruction determine device devices dewine die directed directors discovered discussed discussion \
        discussions display dispute distribution diversity doctor dog dorgan drama draw dream dress driven driver drivers \
        dry dutch earned easier easily economist economists edge effectively efficient el electricity electronic email \
        emerged employee enable ending ends engage engaged engineering enhance enjoy enjoyed ensuring enter equity era eric \
        estimate euro evening exactly executives exercise expensive experienced expert explain explains exposed expressed \
        extend extended extension extraordinary eyes factor factors failing fallen falls famous fashion featured features \
        federation fee feed fees feinstein festival fewer fifth files filing fill filming films financing finished finnish \
        firefighters fishing fit fix fixed flights flow flu fly follows foot footage forest formed forms fort fought founder \
        fox frank fraudulent fruit fuels fun funded gains gap gdp gender generally gm golden google granted greatest greens \
        grew grown gun hamas happening happens harder harm hatch hate haven't headed heads healthcare heat helps hill \
        historic hits holds hollywood hong honor hoping hot households houses houston humans hunt hurricane hurt i'd ibm \
        identify ii ill imf implement import imposed improvement improvements improving incredible indeed infection \
        infections initially initiatives injured injuries innocent insisted inspector inspired intended interested introduce \
        invasion invest investigate investigations investments iraqis italian items jack jackson jail jan jersey jr judges k \
        kansas katrina keen kennedy kevin kill kim knowledge knows kong lake latin lawyer lawyers learned learning lebanon \
        lending letters lewis lies limits link listed lived located location lord lots louisiana lugar machine mad madrid \
        magazine mainly mainstream maker male managers managing mandatory manufacturers maryland masks matt matters maybe \
        meaning meat medal medicaid messages michigan migrants migration mikulski minority miss missed missing mn models \
        monetary montana morgan mostly moves mrs multi museum musk myself names navy negative neither networks nevada newly \
        nomination none nor notice numerous nurses obama obtain obtained obviously occurred ocean oh olympic oper operate \
        opinion opposed ordinary organisation originally otherwise output pace pages pain parent parliamentary participate \
        participation passenger passengers passing path peak pennsylvania pentagon perfect pete petroleum photos pictures \
        piece planet plays plc pm pointed poll pollution pool positions possibility potentially preferred prepare preparing \
        presence principal priorities prisoners prize proceeds producer producing profile promise properties prosecution \
        prosecutors protected prove proved providers publicly pulled purpose pushed pushing putin puts quick quot racism \
        racist rain raises ran ranking rare reasonable recession recommendations reducing reflect regions regular \
        regulations regulatory reid relatively religious remained remarks remove removed renewable rep repeatedly replace \
        reporters reporting represent representative republic requested resolve resource responded restore retirement \
        returning revolution rice rises risks rival roads rugby ruled runs saddam salazar sam scandal scene scientific \
        screen seat seekers seeks seemed sending seniors sentencing seriously session setting shadow sharp shift ship shirt \
        shooting shop shopping sides significantly signing silver sister sit sitting skin sky slightly slow snap solar \
        solidarity solutions soviet spanish specifically spokesperson sponsored spot spotted spring squad square stability \
        stands stated stations statistics stem steve stone stood storage storm straight strategic strengthen stronger \
        strongly struck structure substantial suicide suit super supports supposed surface surge surplus surprise suspended \
        symptoms syria takeover tank targeted tariffs taxpayers taylor teams technical telephone tells tender territory \
        terrorists theft therefore thinking threatened threatening thus tim tokyo tomorrow touch trafficking transition \
        treat treated trend truly turkey turning ultimately understanding unfortunately unique unlikely urge uses usually \
        utah vaccine valley values van variety vast venture viewers violations visa vision visited volume votes wake walking \
        wars watching wave we'll wear welcomed welfare welsh whatever widely wildlife wind wine wins wish wore workforce \
        worldwide worried wouldn't write xi yes you've younger zero zone"),
];

/// By word.
static COMMON: LazyLock<HashMap<&str, u64>> = LazyLock::new(|| {
    let words = |(often, words): &(u64, &'static str)| {
        let often = 1000 * often;
        words.split(' ').map(move |word| (word, often))
    };
    ROWS.iter().flat_map(words).collect()
});

/// A word that is not among the commonest, in a thousand million words of news.
const UNCOMMON: u64 = 4000;

/// A name that is none of the commonest words: most towns and firms are in the news once in years.
const UNCOMMON_NAME: u64 = 300;

/// About how often a term of folded words occurs in a thousand million words of news; never 0.
pub(super) fn per_billion(term: &str, is_name: bool) -> u64 {
    let uncommon = if is_name { UNCOMMON_NAME } else { UNCOMMON };
    let word = |word: &str| COMMON.get(word).copied().unwrap_or(uncommon);
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
    fn rows_go_from_common_to_rare() {
        assert!(ROWS.is_sorted_by_key(|(often, _)| std::cmp::Reverse(*often)));
        assert_eq!(COMMON["the"], 1000 * ROWS[0].0);
    }

    #[test]
    fn phrases_are_rarer_than_their_words() {
        let common = |term| per_billion(term, false);
        assert!(common("of") > common("plant"));
        assert!(common("plant") > common("brass plate"));
        assert!(common("call centre") < common("call"));
        assert!(per_billion("sagunto", true) < common("sagunto"));
    }
}
