"""What every study does: train a run from where it was left, score it, keep what it measured in a file, share the runs among processes."""
import fcntl, json, pathlib, random, shutil, subprocess, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = str(ROOT / "build/release/spindash")


def train(program, recipe, settings, seed, run):
    """Trains to the end, from where it was left."""
    if (run / "checkpoints").exists():
        command = [program, "train", "--out", run, "--resume"]
    else:
        shutil.rmtree(run, ignore_errors=True)
        command = [program, "train", recipe, "--out", run, "--seed", str(seed)]
        for setting in settings:
            command += ["--set", setting]
    subprocess.run(command, check=True, cwd=ROOT)


def score(program, policy, levels, episodes):
    """Mean score, its interval, and each level's mean, rounded."""
    command = [program, "eval", policy, "--levels", levels, "--episodes", str(episodes), "--json"]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout.splitlines()[0])
    means = [round(sum(level["scores"]) / len(level["scores"])) for level in report["levels"]]
    return {"score": report["mean"], "interval": report["interval"], "levels": means}


def ill(program, run):
    """What `spindash doctor` finds wrong with a run."""
    findings = subprocess.run([program, "doctor", run, "--json"], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    return [finding["fault"] for finding in json.loads(findings) if finding["ill"]]


def late(values, share=0.1):
    """Mean of the newest share of a series."""
    newest = values[-max(1, int(share * len(values))):]
    return sum(newest) / len(newest)


def logged(run):
    """The rows of a run's log."""
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def curve(rows, points=20):
    """[step, mean training score] at so many moments of the run."""
    scores = [(row["step"], row["episode/score"]) for row in rows if "episode/score" in row]
    every = max(1, len(scores) // points)
    return [[step, round(value, 1)] for step, value in scores[every - 1 :: every]]


def mean(values):
    return sum(values) / len(values)


def bootstrap(rows, draws=2000):
    """95 % interval of the mean of rows [seeds][levels]; seeds and levels are drawn anew."""
    chance, means = random.Random(1), []
    seeds, levels = len(rows), len(rows[0])
    for _ in range(draws):
        picked = [chance.randrange(levels) for _ in range(levels)]
        taken = [rows[chance.randrange(seeds)] for _ in range(seeds)]
        means.append(mean([row[level] for row in taken for level in picked]))
    means.sort()
    return means[int(0.025 * draws)], means[int(0.975 * draws) - 1]


def with_interval(rows):
    """As the tables have it: mean [low, high]."""
    return "{:.0f} [{:.0f}, {:.0f}]".format(mean([value for row in rows for value in row]), *bootstrap(rows))


def keep(file, result):
    part = file.with_suffix(".part")
    part.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    part.rename(file)


def make_all(names, results, work, hours, make):
    """Calls make(name, folder of the run) -> result for each of `names` that has no result and that no other process is at."""
    results.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    for done, name in enumerate(names):
        file = results / f"{name}.json"
        lock = (work / f"{name}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue  # another is at it
        if file.exists():
            continue
        if time.monotonic() - started > 3600 * hours:
            print(f"{hours:g} hours are over; the same command goes on")
            break
        print(f"== {done + 1} of {len(names)}: {name}", flush=True)
        keep(file, make(name, work / name))


def add_options(parser, work, seeds):
    parser.add_argument("--seeds", type=int, default=seeds)
    parser.add_argument("--hours", type=float, default=1e9, help="begin no run after so many hours")
    parser.add_argument("--work", default=work, help="where the runs are")
    parser.add_argument("--spindash", default=PROGRAM)
