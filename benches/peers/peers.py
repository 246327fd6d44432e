"""Runs farshore and its peers on the same text and phrases, checks that they find the same, and prints the ratios as Markdown.

`run` installs the peers and calls this. Three comparisons:

- scan: phrases in texts in memory. A hit is an item and a phrase that stands in it as whole words, each counted once; where farshore
  has a rule for each list of phrases, an item and a list.
- whole: JSON lines in, labels as JSON lines out. farshore runs as a program, start included, with its built-in rules; the peers
  look for the phrases only (scikit-learn: predict), and their start and the building of their lists are not counted.
- agreement: the number of items for each phrase, on text that can be split into words in one way only.

Each peer is a process of its own that builds once and then waits; rounds go through all of them in an order shuffled anew, so
that what else the machine does falls on all alike. Times are CPU time, user and system, of all threads.
"""

import argparse
import collections
import glob
import hashlib
import importlib.metadata
import json
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# A word as all of them are told to see it: letters and digits, and any letter beyond ASCII.
IS_WORD = [chr(byte).isalnum() and byte < 0x80 or byte >= 0x80 for byte in range(256)]


# --- what is looked for, and where -----------------------------------------------------------------------------------


def built_in_phrases():
    """The terms of the built-in lists that are plain words with blanks between them, in small letters, each with its list.

    Lists with `case = "exact"` are left out: in small letters "IT" is another word. Of several lists the first counts.
    """
    found = {}
    for path in sorted(glob.glob(f"{ROOT}/rules/*.toml")):
        with open(path, "rb") as file:
            lists = tomllib.load(file).get("lexicon", {})
        for name, one in lists.items():
            for term in one.get("terms", []) if one.get("case") != "exact" else []:
                if re.fullmatch(r"[A-Za-z]+( [A-Za-z]+)*", term):
                    found.setdefault(term.lower(), name)
    return dict(sorted(found.items()))


def without_common(phrases, items, share):
    """The phrases that stand in no more than this share of the items.

    Others are "a", "not" and "will": pieces of rules. Nobody looks for them alone, and to report them would take most of the time.
    """
    peer = PyAhoCorasick(list(phrases))
    counts = collections.Counter()
    for item in items:
        counts.update(peer.hits(text_of(item)))
    most = share * len(items)
    return {phrase: name for nth, (phrase, name) in enumerate(phrases.items()) if counts[nth] <= most}


def records(path):
    """The lines of a corpus with nothing but title and text, so that all read the same."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield {"title": record.get("title") or "", "text": record["text"]}


def fixtures():
    for name in ("outsourcing", "offshoring", "offshore_finance", "none", "articles", "newsroom", "pairs"):
        with open(f"{ROOT}/fixtures/{name}.jsonl", encoding="utf-8") as file:
            yield from map(json.loads, file)


def corpus(limit):
    """At most so many bytes of FARSHORE_CORPUS, taken from all over it; else the fixtures as often as they fit."""
    path = os.environ.get("FARSHORE_CORPUS")
    if path:
        return thinned(list(records(path)), limit)
    once = [{"title": item.get("title") or "", "text": item["text"]} for item in fixtures()]
    return once * max(1, limit // size(once))


def size(items):
    return sum(len(line(item)) for item in items)


def line(item):
    return json.dumps(item, ensure_ascii=False).encode() + b"\n"


def text_of(item):
    return f"{item['title']}\n{item['text']}"


def thinned(items, limit):
    """Every so manyth item, so that about `limit` bytes are left."""
    share = min(1.0, limit / size(items))
    return [item for nth, item in enumerate(items) if int((nth + 1) * share) > int(nth * share)]


def plain(item, longest=60):
    """Text with one reading: small words with single blanks between them, and question marks where anything else stood.

    Full stops would be those of initials and of "Co.", which part no term. Long runs are parted, because farshore ends a sentence
    after 120 words.
    """
    text = unicodedata.normalize("NFKD", text_of(item))
    text = "".join(char for char in text if not unicodedata.combining(char))
    runs = []
    for run in re.split(r"[^A-Za-z0-9 \n]+", text):
        words = run.lower().split()
        runs += [words[at : at + longest] for at in range(0, len(words), longest)]
    return {"title": "", "text": "".join(" ".join(run).capitalize() + "? " for run in runs)}


# --- the peers -------------------------------------------------------------------------------------------------------
#
# Each is built from phrases, and has `hits`: the numbers of the phrases in a text, each once.


def is_whole(data, start, end):
    return not (start and IS_WORD[data[start - 1]]) and not (end < len(data) and IS_WORD[data[end]])


class Hyperscan:
    """Its literal mode, and a look at the bytes beside each match."""

    def __init__(self, phrases):
        import hyperscan

        # The length is known, so hyperscan need not find out where a match begins.
        self.lengths = [len(phrase) for phrase in phrases]
        self.database = hyperscan.Database()
        self.database.compile(
            expressions=[phrase.encode() for phrase in phrases],
            ids=list(range(len(phrases))),
            elements=len(phrases),
            flags=[hyperscan.HS_FLAG_CASELESS] * len(phrases),
            literal=True,
        )

    def hits(self, text):
        data = text.encode()
        found = set()

        def match(which, _start, end, _flags, _context):
            if which not in found and is_whole(data, end - self.lengths[which], end):
                found.add(which)

        self.database.scan(data, match_event_handler=match)
        return found


class HyperscanWords:
    """Regular expressions with word boundaries, each reported once; fewer callbacks, and long to compile."""

    def __init__(self, phrases):
        import hyperscan

        self.database = hyperscan.Database()
        self.database.compile(
            expressions=[rf"\b{phrase}\b".encode() for phrase in phrases],
            ids=list(range(len(phrases))),
            elements=len(phrases),
            flags=[hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH] * len(phrases),
        )

    def hits(self, text):
        found = []
        self.database.scan(
            text.encode(), match_event_handler=lambda which, _s, _e, _f, _c: found.append(which)
        )
        return found


class YaraX:
    """A rule for each phrase."""

    def __init__(self, phrases):
        import yara_x

        rules = (
            f'rule p{nth} {{ strings: $a = "{phrase}" nocase fullword condition: $a }}'
            for nth, phrase in enumerate(phrases)
        )
        self.scanner = yara_x.Scanner(yara_x.compile("\n".join(rules)))

    def hits(self, text):
        found = self.scanner.scan(text.encode()).matching_rules
        return [int(rule.identifier[1:]) for rule in found]


class Spacy:
    """PhraseMatcher behind the tokeniser of an empty English pipeline."""

    def __init__(self, phrases):
        import spacy
        from spacy.matcher import PhraseMatcher

        self.nlp = spacy.blank("en")
        self.nlp.max_length = 1 << 30
        self.matcher = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        for nth, phrase in enumerate(phrases):
            self.matcher.add(f"p{nth}", [self.nlp.make_doc(phrase)])
        self.number = {self.nlp.vocab.strings[f"p{nth}"]: nth for nth in range(len(phrases))}

    def hits(self, text):
        return {self.number[which] for which, _, _ in self.matcher(self.nlp.make_doc(text))}


class PyAhoCorasick:
    def __init__(self, phrases):
        import ahocorasick

        self.automaton = ahocorasick.Automaton()
        for nth, phrase in enumerate(phrases):
            self.automaton.add_word(phrase, (nth, len(phrase)))
        self.automaton.make_automaton()

    def hits(self, text):
        found = set()
        small = text.lower()
        for last, (which, length) in self.automaton.iter(small):
            before, after = last - length, last + 1
            if not (before >= 0 and small[before].isalnum()) and not (after < len(small) and small[after].isalnum()):
                found.add(which)
        return found


class Sklearn:
    """Not a search: TF-IDF of words, and a regression, trained on the fixtures. A hit is an item with a label."""

    def __init__(self, _phrases):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        items = list(fixtures())
        self.model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
        self.model.fit([item["text"] for item in items], ["+".join(sorted(item["labels"])) for item in items])

    def labels(self, texts):
        return [label.split("+") if label else [] for label in self.model.predict(texts)]

    def hits(self, text):
        return [label for label in self.labels([text])[0]]


# Name: how it is built, its packages, and how many megabytes of the corpus it gets, taken from all over it: as much as takes seconds.
PYTHON = {
    "hyperscan, literal mode": (Hyperscan, ["hyperscan", "orjson"], 24),
    "hyperscan, `\\b`": (HyperscanWords, ["hyperscan", "orjson"], 24),
    "yara-x": (YaraX, ["yara-x", "orjson"], 4),
    "pyahocorasick": (PyAhoCorasick, ["pyahocorasick", "orjson"], 8),
    "scikit-learn, TF-IDF and regression": (Sklearn, ["scikit-learn", "orjson"], 8),
    "spaCy, PhraseMatcher": (Spacy, ["spacy", "orjson"], 1),
}


# --- one peer, as a process ------------------------------------------------------------------------------------------


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def serve(name, phrases_path, items_path):
    """Builds, then does what each line of standard input says."""
    import orjson

    with open(phrases_path, encoding="ascii") as file:
        phrases = [one.split("\t")[0] for one in file.read().splitlines()]
    with open(items_path, "rb") as file:
        texts = [text_of(orjson.loads(one)) for one in file]
    begin = cpu()
    peer = PYTHON[name][0](phrases)
    print("ready", cpu() - begin, flush=True)
    for wish in sys.stdin:
        begin = cpu()
        count = whole(peer, items_path) if wish == "whole\n" else sum(len(peer.hits(text)) for text in texts)
        print(cpu() - begin, count, flush=True)


def whole(peer, items_path):
    """JSON lines in, labels out; the number of items that got one."""
    import orjson

    labelled = 0
    with open(items_path, "rb") as read, open(os.devnull, "wb") as write:
        if hasattr(peer, "labels"):
            # In batches, which is how it is fast.
            lines = read.read().splitlines()
            for at in range(0, len(lines), 512):
                texts = [text_of(orjson.loads(one)) for one in lines[at : at + 512]]
                for labels in peer.labels(texts):
                    labelled += bool(labels)
                    write.write(orjson.dumps({"labels": labels}) + b"\n")
            return labelled
        for one in read:
            labels = sorted(peer.hits(text_of(orjson.loads(one))))
            labelled += bool(labels)
            write.write(orjson.dumps({"labels": labels}) + b"\n")
    return labelled


class Waiting:
    """A process that runs when it is told to."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline().split()
        if not ready or ready[0] != "ready":
            sys.exit(f"{command} did not start")
        self.build = float(ready[1])

    def run(self, wish="scan"):
        self.process.stdin.write(wish + "\n")
        self.process.stdin.flush()
        seconds, count = self.process.stdout.readline().split()
        return float(seconds), int(count)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def program(command):
    """CPU time and wall time of a program whose output goes nowhere."""
    begin = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - begin


# farshore as it is used: words stand in lists, and rules speak of lists.
LISTS = "farshore, a rule for each list"


def labelled(command):
    """How many items it labels. Counted once, beforehand: what is measured goes nowhere, as with the peers."""
    answers = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    return sum(bool(json.loads(answer)["labels"]) for answer in answers.splitlines())


# --- rounds and tables -----------------------------------------------------------------------------------------------


class Row:
    """What is measured of one peer: MB/s of its part of the corpus, for each round."""

    def __init__(self, name, size, run, build=None):
        self.name, self.size, self.run, self.build = name, size, run, build
        self.rates, self.walls, self.count = [], [], None

    def round(self):
        seconds, count, wall = self.run()
        if self.count not in (None, count):
            sys.exit(f"{self.name}: {count} in this round, {self.count} in the one before")
        self.count = count
        self.rates.append(self.size / seconds / 1e6)
        self.walls.append(wall)


def measure(rows, rounds):
    for nth in range(rounds + 1):
        order = rows[:]
        random.shuffle(order)
        for row in order:
            row.round()
        if nth == 0:
            # The first round fills caches.
            for row in rows:
                row.rates.clear()
                row.walls.clear()


def short(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(rows, of, unit):
    reference = statistics.median(next(row for row in rows if row.name == of).rates)
    print(f"| | MB/s | quartiles | {of} is faster by | {unit} per MB | built in |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in sorted(rows, key=lambda row: -statistics.median(row.rates)):
        low, middle, high = statistics.quantiles(row.rates, n=4)
        ratio = reference / middle
        count = "" if row.count is None else short(row.count / row.size * 1e6)
        build = "" if row.build is None else f"{row.build:.2f} s"
        print(f"| {row.name} | {short(middle)} | {short(low)} to {short(high)} | {short(ratio)} × | {count} | {build} |")
    print()


def waiting_row(name, size, process, wish="scan"):
    def run():
        seconds, count = process.run(wish)
        return seconds, count, None

    return Row(name, size, run, process.build)


# --- agreement -------------------------------------------------------------------------------------------------------


def write_rules(folder, phrases):
    """A rule for each phrase, as `native.rs` writes them."""
    with open(f"{folder}/phrases.toml", "w", encoding="ascii") as file:
        file.write("format = 1\n[label.x]\nat = 1\n")
        for nth, phrase in enumerate(phrases):
            file.write(
                f'[[rule]]\nid = "p{nth}"\nlabel = "x"\npoints = 1\nsummary = "This phrase"\nmatch = \'"{phrase}"\'\n'
            )


def agreement(options, listed, items, chosen, folder):
    """Compares the number of items for each phrase and of hits of lists; says whether all are within the tolerance."""
    phrases = list(listed)
    write_rules(folder, phrases)
    path = f"{folder}/plain.jsonl"
    texts = [plain(item) for item in items]
    with open(path, "wb") as file:
        file.writelines(map(line, texts))
    command = [options.farshore, "classify", "-j", "1", "--evidence", "--rules", folder, path]
    found = collections.Counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        for answer in process.stdout:
            found.update({int(one["rule"][1:]) for one in json.loads(answer)["evidence"]})
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    lists = Waiting([options.native, "lists", path, options.phrases_path])
    _, of_lists = lists.run()
    lists.end()
    agrees = True
    print(f"Agreement on {len(texts):,} items, {sum(found.values()):,} hits of {len(found):,} phrases:\n")
    for name in chosen:
        if PYTHON[name][0] is Sklearn:
            continue
        peer = PYTHON[name][0](phrases)
        other = collections.Counter()
        lists = 0
        for text in texts:
            hits = set(peer.hits(text_of(text)))
            other.update(hits)
            lists += len({listed[phrases[which]] for which in hits})
        differing = sorted(
            (which for which in found.keys() | other.keys() if found[which] != other[which]),
            key=lambda which: -abs(found[which] - other[which]),
        )
        off = sum(abs(found[which] - other[which]) for which in differing)
        fits = sum(found.values()) > 0 and off <= options.tolerance * sum(found.values())
        fits &= abs(lists - of_lists) <= options.tolerance * of_lists
        agrees &= fits
        verdict = "agrees" if fits else "DIFFERS"
        print(
            f"- {name} {verdict}: {off:,} hits of {len(differing):,} phrases are not the same; "
            f"{lists:,} hits of lists, farshore {of_lists:,}"
        )
        for which in differing[:5]:
            print(f"  - \"{phrases[which]}\": {other[which]:,}, farshore {found[which]:,}")
    print()
    return agrees


# --- all of it -------------------------------------------------------------------------------------------------------


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [one.split(":", 1)[1].strip() for one in file if one.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor()


def about(farshore, chosen, phrases, items, rounds):
    first = subprocess.run([farshore, "classify"], input=b"News.", capture_output=True, check=True)
    packages = sorted({package for name in chosen for package in PYTHON[name][1]})
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in packages)
    listed = hashlib.sha256("\n".join(phrases).encode()).hexdigest()[:12]
    lists = len(set(phrases.values()))
    answer = json.loads(first.stdout)
    print(f"- farshore {answer['version']}, rules {answer['rules'][:33]}, {len(phrases):,} phrases ({listed}) in {lists:,} lists")
    print(f"- {versions}, Python {platform.python_version()}")
    print(f"- {len(items):,} items, {size(items) / 1e6:.1f} MB of JSON lines; {rounds} rounds; {processor()}, {platform.system()}")
    print("- load before the first round: " + ", ".join(f"{load:.2f}" for load in os.getloadavg()) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--farshore", required=True, help="the program")
    parser.add_argument("--native", required=True, help="the bench `native`")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=float, default=64, help="of the corpus, at most")
    parser.add_argument("--phrases", type=int, default=0, help="a choice of so many; 0 is all")
    parser.add_argument("--common", type=float, default=0.01, help="leave out phrases that stand in a larger share of the items")
    parser.add_argument("--only", default="", help="peers whose name has this in it")
    parser.add_argument("--without", default="", help="leave out peers whose name has this in it")
    parser.add_argument("--tolerance", type=float, default=0.001, help="share of hits that may differ")
    options = parser.parse_args()
    if options.rounds < 3:
        parser.error("--rounds: quartiles take three at least")

    random.seed(1)
    items = corpus(int(options.megabytes * 1e6))
    phrases = without_common(built_in_phrases(), thinned(items, 2_000_000), options.common)
    if options.phrases:
        phrases = {one: phrases[one] for one in sorted(random.sample(list(phrases), options.phrases))}
    chosen = [name for name in PYTHON if options.only in name and not (options.without and options.without in name)]
    about(options.farshore, chosen, phrases, items, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        agrees = compare(options, chosen, phrases, items, folder)
    sys.exit(0 if agrees else 1)


def compare(options, chosen, phrases, items, folder):
    phrases_path, all_path = f"{folder}/phrases.txt", f"{folder}/items.jsonl"
    with open(phrases_path, "w", encoding="ascii") as file:
        file.writelines(f"{phrase}\t{name}\n" for phrase, name in phrases.items())
    options.phrases_path = phrases_path
    with open(all_path, "wb") as file:
        file.writelines(map(line, items))
    all_bytes, text_bytes = size(items), sum(len(text_of(item).encode()) for item in items)

    os.mkdir(f"{folder}/rules")
    checked = thinned(items, 2_000_000)
    agrees = agreement(options, phrases, checked, chosen, f"{folder}/rules")

    native = {
        what: Waiting([options.native, what, all_path, phrases_path])
        for what in ("parse", "aho-corasick", "phrases", "lists", "builtin")
    }
    scans = [
        waiting_row("aho-corasick, plain DFA", text_bytes, native["aho-corasick"]),
        waiting_row("farshore, a rule for each phrase", text_bytes, native["phrases"]),
        waiting_row(LISTS, text_bytes, native["lists"]),
        waiting_row("farshore, its own rules", text_bytes, native["builtin"]),
    ]
    parse = waiting_row("serde_json, parsing only", all_bytes, native["parse"])
    wholes = [parse]
    peers = []
    for name in chosen:
        megabytes = PYTHON[name][2]
        part = thinned(items, megabytes * 1e6)
        path = f"{folder}/part-{megabytes}.jsonl"
        with open(path, "wb") as file:
            file.writelines(map(line, part))
        peer = Waiting([sys.executable, os.path.abspath(__file__), "--serve", name, phrases_path, path])
        peers.append(peer)
        part_text = sum(len(text_of(item).encode()) for item in part)
        if PYTHON[name][0] is not Sklearn:
            scans.append(waiting_row(name, part_text, peer))
        wholes.append(waiting_row(name, size(part), peer, "whole"))

    def farshore(name, *more):
        command = [options.farshore, "classify", *more, all_path]
        count = labelled(command)

        def run():
            seconds, wall = program(command)
            return seconds, count, wall

        row = Row(name, all_bytes, run)
        row.count = count
        return row

    one = farshore("farshore -j 1", "-j", "1")
    two = farshore("farshore -j 2", "-j", "2")
    evidence = farshore("farshore -j 1 --evidence", "-j", "1", "--evidence")
    wholes += [one, two, evidence]
    if not one.count or {one.count, two.count, evidence.count} != {one.count}:
        sys.exit(f"farshore labels {one.count} items with -j 1, {two.count} with -j 2, {evidence.count} with --evidence")
    measure(scans + wholes, options.rounds)
    for process in [*native.values(), *peers]:
        process.end()

    print("Scanning texts in memory; MB of text for each second of CPU time.\n")
    table(scans, LISTS, "hits")
    print("JSON lines in, labels out; MB of JSON lines for each second of CPU time. farshore starts anew each time.\n")
    table(wholes, "farshore -j 1", "labelled")
    share = statistics.median(one.rates) / statistics.median(parse.rates)
    faster = statistics.median(one.walls) / statistics.median(two.walls)
    print(f"farshore -j 1 runs at {share:.3f} of parsing only; -j 2 is done {faster:.2f} times as fast by the clock.")
    return agrees


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(*sys.argv[2:])
    else:
        main()
