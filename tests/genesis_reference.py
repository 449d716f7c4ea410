# SPDX-License-Identifier: MIT
"""The contest's rules on a running emulator: the Genesis program of our own (tests/genesis) under the unmodified rules
of the Sonic integration. Python stable-retro must be importable; it makes the save states and is the reference.

Usage: python genesis_reference.py SPINDASH [PART...]     PART: frames score levels import; without one, all
"""
import gzip
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

import numpy
import stable_retro
from reference_frames import count_differing, held_buttons, opened, ours, random_actions, theirs

SPINDASH = os.path.abspath(sys.argv[1])
BUILD = pathlib.Path(__file__).parent / "genesis/build"
GAME, CUSTOM = "RidgeRun-Genesis", "RidgeRunCustom-Genesis"
STATES = ["Zone1.Act1", "Zone1.Act2", "Zone1.Act3", "Zone3.Act1", "Zone5.Act1"]  # in the order of the program
NONE, JUMP, START, LEFT, RIGHT = 0, 1, 8, 64, 128
ALL = stable_retro.data.Integrations.ALL


def spindash(*arguments, fails=False):
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    ran = subprocess.run([SPINDASH, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment)
    assert (ran.returncode != 0) == fails, f"{arguments}: {ran.stdout}{ran.stderr}"
    return ran.stderr if fails else ran.stdout


def make_game(folder, game, *options):
    """The program in its integration, with a save state of each of its acts, whose names are returned."""
    subprocess.run([BUILD, folder, game.removesuffix("-Genesis"), *options], check=True)
    acts = []
    with opened(game, state=stable_retro.State.NONE, inttype=ALL) as env:

        def hold(mask, frames):
            for _ in range(frames):
                info = env.step(held_buttons(env, mask))[4]
            return f"Zone{info['zone'] + 1}.Act{info['act'] + 1}"

        env.reset()
        while (name := hold(NONE, 30)) not in acts:
            acts.append(name)
            with gzip.open(folder / game / f"{name}.state", "wb") as file:
                file.write(env.em.get_state())
            hold(START, 10)
    (folder / game / "metadata.json").write_text(json.dumps({"default_state": acts[0]}))
    return acts


class Player:
    """Runs right and leaps at the beginning of every section of a level, which clears whatever stands in it."""

    def __init__(self, turn_after=None):
        self.start, self.turn_after, self.back = None, turn_after, 0

    def act(self, info):
        """`info` is empty in an episode's first frame, as a reset leaves it."""
        x = info.get("x", 0)
        self.start = self.start or x
        if self.turn_after is not None and x - self.start >= self.turn_after:
            self.turn_after, self.back = None, 40
        self.back -= 1
        return LEFT if self.back >= 0 else RIGHT | (JUMP if 24 <= x % 256 < 180 else 0)


def way_to_goal(game, state, player):
    """The buttons of every frame until the contest's rules say that the episode is over."""
    masks, done = [], False
    with opened(game, state=state, scenario="contest", inttype=ALL) as env:
        info = env.reset()[1]
        while not done:
            masks.append(player.act(info))
            _, _, done, _, info = env.step(held_buttons(env, masks[-1]))
            assert len(masks) < 2000, f"{game}:{state}: the goal is not reached: {info}"
    assert info["lives"] == 3, f"{game}:{state}: the player died: {info}"
    return masks


def points(frames):
    """What the contest pays for the whole way in as many frames."""
    return 9000 + 1000 * (1 - frames / 18000)


def write_buttons(file, masks):
    names = {LEFT: "LEFT", RIGHT: "RIGHT", RIGHT | JUMP: "RIGHT+B"}
    file.write_text("".join(f"1 {names[mask]}\n" for mask in masks))


def check_frames(folder):
    """Every byte of picture and memory, every reward and end, as stable-retro has them: along the whole way and into
    the next act, through three deaths and the game's end, and at random."""
    way = way_to_goal(GAME, STATES[0], Player())
    scripted = [*way, *[RIGHT] * 260, "reset", *[RIGHT] * 1400, "reset", *[RIGHT, RIGHT, LEFT, RIGHT | JUMP, NONE] * 60]
    assert scripted.count("reset") == 2
    draw = random.Random(6)

    def rightward(kind, buttons):
        return [some if some == "reset" else some & buttons | RIGHT for some in random_actions(draw, kind, 1500)]

    runs = [("contest", "filtered", scripted), ("contest", "filtered", rightward("filtered", ~NONE)),
            ("scenario", "all", rightward("all", ~(LEFT | START)) + 2 * len(STATES) * [*[START] * 5, *[NONE] * 15]),
            ("xpos", "discrete", random_actions(draw, "discrete", 1500))]
    for scenario, kind, actions in runs:
        here = ours(SPINDASH, GAME, kind, actions, scenario)
        there = theirs(GAME, kind, actions, scenario=scenario, inttype=ALL)
        assert count_differing(f"frames: {scenario}, {kind}", here, there) == 0
        assert any(line["reward"] for line in here), "nothing was paid"
        if actions is scripted:
            infos = [line["info"] for line in here if line["info"]]
            assert max(line["reward"] for line in here) > 900, "the goal was not reached"
            assert min(line["reward"] for line in here) < -8000, "the next act's beginning was not reached"
            assert {info["lives"] for info in infos} == {0, 1, 2, 3}, "the game's end was not reached"
            assert {info["act"] for info in infos} == {0, 1}, "the next act was not reached"
            assert {info["level_end_bonus"] for info in infos} == {0, 1}
            assert max(info["rings"] for info in infos) > 0, "no ring was taken"


def check_score(folder):
    """The score of a whole way, also where a part of it is run three times."""
    for state in STATES[0], STATES[-1]:
        players = {"straight": Player(), "back": Player(turn_after=900)}
        ways = {name: way_to_goal(GAME, state, player) for name, player in players.items()}
        assert len(ways["back"]) > len(ways["straight"]) + 40
        for name, masks in ways.items():
            expected = points(len(masks))
            lines = ours(SPINDASH, f"{GAME}:{state}", "filtered", masks, "contest")
            assert [line["done"] for line in lines] == [False] * len(masks) + [True], "it ends before or after the goal"
            assert abs(sum(line["reward"] for line in lines) - expected) < 0.1
            assert (min(line["reward"] for line in lines) < 0) == (name == "back")
            write_buttons(folder / "buttons.txt", masks)
            said = spindash("record", "--buttons", folder / "buttons.txt", "--level", f"retro:{GAME}:{state}", "--out",
                            folder / "way.png").removeprefix(f"{folder}/")
            print(f"score: {name}: {said}", end="")
            assert f"score {expected:.0f}," in said and said.strip().endswith("goal"), f"{expected} was expected"


RECIPE = """
env_name = "{env}"
environments = 4
reward = "{reward}"
seed = {seed}
[env]
width = 64
height = 64
[replay]
capacity = 4000
[model.vae]
base_channels = 4
[model.rnn]
hidden = 16
[fit]
sequence = 4
batch = 4
probe = 2
[ppo]
rollout = 16
minibatches = 2
[ppo.net]
hidden = 16
[[schedule]]
do = "collect"
amount = 1600
policy = "wander"
[[schedule]]
do = "model"
amount = 4
[[schedule]]
do = "agent"
amount = 1600
"""


def train(folder, name, env, reward="best", seed=1, interrupted=False):
    """Interrupted: by Ctrl-C, early in its last phase, and resumed."""
    recipe, run = folder / f"{name}.toml", folder / name
    recipe.write_text(RECIPE.format(env=env, reward=reward, seed=seed))
    if not interrupted:
        spindash("train", recipe, "--out", run)
        return run
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([SPINDASH, "train", recipe, "--out", run], stderr=subprocess.DEVNULL, env=environment)
    while process.poll() is None and len(checkpoints(run)) < 2:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.wait()
    about = json.loads((checkpoints(run)[-1] / "checkpoint.json").read_text())
    assert about["phase"] < 3, "it was done before it was interrupted"
    spindash("train", "--resume", "--out", run)
    return run


def checkpoints(run):
    return sorted((run / "checkpoints").glob("[!.]*")) if (run / "checkpoints").exists() else []


def collected(run):
    """The arrays of the replay, end to end."""
    files = [numpy.load(file) for file in sorted((run / "replay").glob("*.npz"))]
    return {name: numpy.concatenate([file[name] for file in files]) for name in files[0].files}


def first_pictures(data):
    """Of every episode that was collected, in order."""
    return [data[f"pictures_{env:03d}"][step].tobytes() for step, env in zip(*numpy.nonzero(data["first"]))]


def check_best(contest, best):
    """`best` pays what exceeds the episode's best sum so far. That is by the frame and a reward here by the step,
    within which a sum can rise and fall again: by one step's fastest run at the most."""
    fastest = 4 * 4 * 9000 / (0x2560 - 0x1D40) * 0.01
    for env in range(contest["rewards"].shape[1]):
        starts = [*numpy.nonzero(contest["first"][:, env])[0], len(contest["rewards"])]
        for begin, end in zip(starts, starts[1:]):
            highest = max(0, numpy.cumsum(contest["rewards"][begin:end, env]).max())
            paid = best["rewards"][begin:end, env].sum()
            assert -0.001 < paid - highest < fastest, f"an episode's best sum is {highest}, {paid} was paid"


def check_levels(folder):
    """Episodes begin at the levels of a list, drawn by the seed; a run that is interrupted and resumed equals one that
    is not, and collects what one with the whole core does; going back costs nothing where `best` pays."""
    levels = folder / "levels.csv"
    levels.write_text("game,state\n" + "".join(f"{GAME},{state}\n" for state in STATES[1:]))
    listed = spindash("levels", f"retro:{levels}").splitlines()
    assert listed == [f"{GAME + ':' + state:<60} can run" for state in STATES[1:]], listed
    run = train(folder, "run", f"retro:{levels}")
    best = collected(run)
    begun = first_pictures(best)
    print(f"levels: {len(begun)} episodes begin with {len(set(begun))} pictures")
    assert len(set(begun)) == len(STATES) - 1, "an act was not drawn, or one that is not in the list"
    other = collected(train(folder, "other", f"retro:{levels}", seed=2))
    assert begun != first_pictures(other), "another seed draws the same levels"

    resumed = train(folder, "resumed", f"retro:{levels}", interrupted=True)
    for file in "state.bin", "agent.safetensors", "model.safetensors":
        whole, parts = ((checkpoints(each)[-1] / file).read_bytes() for each in (run, resumed))
        assert whole == parts, f"{file} differs"

    os.environ["SPINDASH_WHOLE_CORE"] = "1"
    whole = collected(train(folder, "whole", f"retro:{levels}"))
    del os.environ["SPINDASH_WHOLE_CORE"]
    assert whole.keys() == best.keys() and all(numpy.array_equal(whole[name], best[name]) for name in best), \
        "what is left out of the core changed what was collected"

    contest = collected(train(folder, "contest", f"retro:{levels}", reward="contest"))
    assert numpy.array_equal(contest["pictures_000"], best["pictures_000"]), "what a step pays changed what it shows"
    lowest = [data["rewards"].min() for data in (contest, best)]
    print(f"levels: a step pays at least {lowest[0]:.2f}, where going back is free {lowest[1]:.2f}")
    assert lowest[0] < 0 <= lowest[1]
    check_best(contest, best)


def dumps_of(rom):
    """Files that people have of a ROM: itself, in an archive, and as a copier left it, in halves behind a header."""
    blocks = [rom[at:at + 16384] for at in range(0, len(rom), 16384)]
    halves = b"".join(block[1::2] + block[::2] for block in blocks)
    return {"deep/game.bin": lambda file: file.write_bytes(rom),
            "games.zip": lambda file: zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED).writestr("roms/x.md", rom),
            "game.smd": lambda file: file.write_bytes(bytes(512) + halves),
            "headered.md": lambda file: file.write_bytes(bytes(512) + rom)}


def check_import(folder, games):
    """The ROM is found by its SHA-1 in whatever it is kept in, a game that is a patch of it becomes playable with it,
    and a byte makes it another revision."""
    rom = (games / GAME / "rom.md").read_bytes()
    custom = (games / CUSTOM / "rom.md").read_bytes()
    mine = folder / "mine"
    shutil.copytree(games, mine, symlinks=True)
    subprocess.run(["xdelta3", "-e", "-S", "none", "-s", mine / GAME / "rom.md", mine / CUSTOM / "rom.md",
                    mine / CUSTOM / "rom.delta"], check=True)
    places = {mine / GAME / "rom.md": rom, mine / CUSTOM / "rom.md": custom}
    os.environ["SPINDASH_GAMES"] = str(mine)

    def import_from(name, write):
        for place in places:
            place.unlink(missing_ok=True)
        shelf = folder / "shelf"
        shutil.rmtree(shelf, ignore_errors=True)
        (shelf / name).parent.mkdir(parents=True)
        write(shelf / name)
        return spindash("games", "import", shelf)

    wanted = (games / GAME / "rom.sha").read_text().strip()
    said = import_from("x.md", lambda file: file.write_bytes(rom[:-1] + b"\0"))
    print(f"import: {said.splitlines()[0].replace(str(folder), '')}")
    for words in ("RIDGE RUN, serial 00000006-00, regions JUE", f"its name is {GAME}'s, but it is another revision",
                  f"wanted {wanted}", "0 taken, 1 not taken"):
        assert words in said, said
    assert not any(place.exists() for place in places), "a ROM that nobody wants was taken"
    assert "its ROM is not there" in spindash("eval", "random", "--levels", f"retro:{GAME}", fails=True)

    for name, write in dumps_of(rom).items():
        said = import_from(name, write)
        print(f"import: {said.splitlines()[0].replace(str(folder), '')}")
        assert "2 taken, 0 not taken" in said and "patched with its rom.delta" in said, said
        for place, content in places.items():
            assert place.read_bytes() == content, f"{name}: {place} is not the ROM"

    way = way_to_goal(CUSTOM, STATES[0], Player())
    lines = ours(SPINDASH, CUSTOM, "filtered", way, "contest")
    there = theirs(CUSTOM, "filtered", way, scenario="contest", inttype=ALL)
    assert count_differing("import: custom levels", lines, there) == 0
    assert lines[-1]["done"] and abs(sum(line["reward"] for line in lines) - points(len(way))) < 0.1
    assert ours(SPINDASH, GAME, "filtered", way, "contest")[-1]["observation_sha1"] != lines[-1]["observation_sha1"]


def main():
    parts = {"frames": check_frames, "score": check_score, "levels": check_levels, "import": check_import}
    chosen = sys.argv[2:] or list(parts)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        games = folder / "games"
        os.environ["SPINDASH_GAMES"] = str(games)
        stable_retro.data.Integrations.add_custom_path(str(games))
        acts = make_game(games, GAME)
        assert acts == STATES, acts
        first = (games / GAME / "rom.md").read_bytes()
        make_game(games, CUSTOM, "-DCUSTOM")
        subprocess.run([BUILD, folder / "again", "RidgeRun"], check=True)
        assert (folder / "again" / GAME / "rom.md").read_bytes() == first, "the same source gives another ROM"
        for part in chosen:
            begin = time.monotonic()
            parts[part](folder, *([games] if part == "import" else []))
            print(f"genesis_reference: {part}: {time.monotonic() - begin:.0f} s", flush=True)


main()
