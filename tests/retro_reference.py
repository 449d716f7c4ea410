# SPDX-License-Identifier: MIT
"""Compares `spindash trace` with Python stable-retro, which must be importable. No ROM but the packaged one is needed.

Usage: python retro_reference.py SPINDASH

Frames: the packaged game under random actions and resets in three action spaces: observation, RAM, reward, done and
info of each frame must be equal.
Rules: every Genesis integration in its default state, and every contest level under its contest and xpos scenarios: RAM
from the state file, random writes, then reward, done and info of each update must be equal.
"""
import concurrent.futures
import glob
import gzip
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import stable_retro
import stable_retro.data as data
from reference_frames import count_differing, ours, random_actions, theirs

GAME, FRAMES = "Airstriker-Genesis-v0", 5000
RAM, TAG, LINES = 0xFF0000, 16, 40
CONTEST = ("SonicTheHedgehog", "SonicTheHedgehog2", "SonicAndKnuckles3")


def check_movie(spindash):
    """An episode recorded here, played by stable-retro: the same sum of rewards, and here the same again."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "x.bk2")
        words = subprocess.run([spindash, "record", "random", "--level", f"retro:{GAME}", "--seconds", "30", "--out", file],
                               check=True, capture_output=True, text=True).stdout
        movie = stable_retro.Movie(file)
        movie.step()
        env = stable_retro.RetroEnv(movie.get_game(), state=stable_retro.State.NONE, use_restricted_actions=stable_retro.Actions.ALL,
                                    render_mode="rgb_array")
        env.initial_state = movie.get_state()
        env.reset()
        rewards = []
        while movie.step():
            rewards.append(env.step([movie.get_key(i, 0) for i in range(env.num_buttons)])[1])
        env.close()
        lines = subprocess.run([spindash, "trace", f"retro:{GAME}", "--actions", file], check=True, capture_output=True, text=True).stdout
        here = [json.loads(line)["reward"] for line in lines.splitlines()[1:]]
        score = int(words.split("score ")[1].split(",")[0])
        print(f"movie: {len(rewards)} frames, reward {sum(rewards)}, recorded {score}")
        return 0 if here == rewards and sum(rewards) == score and len(rewards) > 100 else 1


def check_frames(spindash, kind):
    """How many of FRAMES random actions give another line."""
    actions = random_actions(random.Random(kind), kind, FRAMES)
    return count_differing(f"retro_reference: {kind}", ours(spindash, GAME, kind, actions), theirs(GAME, kind, actions))


def random_writes(draw, folder, scenario):
    """Lines of writes to the variables of data.json, mostly to those that the rules read, mostly near what they were."""
    info = json.load(open(f"{folder}/data.json"))["info"]
    text = open(f"{folder}/{scenario}.json").read() + "".join(open(f).read() for f in glob.glob(f"{folder}/*.lua"))
    names = [name for name, spec in sorted(info.items()) if len(spec["type"]) >= 3 and RAM <= spec["address"] <= 0xFFFFFF]
    used = [name for name in names if name in text] or names
    for _ in range(LINES):
        some = draw.sample(used, min(len(used), draw.randint(0, 3)))
        yield {name: draw.choice([draw.randrange(3), draw.randrange(256), draw.randrange(1 << 16), -1]) for name in sorted(some)}


class Judge:
    def __init__(self, spindash):
        self.spindash, self.draw, self.checked = spindash, random.Random(4), 0
        self.emulator = stable_retro.RetroEmulator(data.get_romfile_path(GAME))

    def reference(self, folder, state, scenario, lines):
        game = data.GameData()
        self.emulator.configure_data(game)
        self.emulator.step()
        ram = gzip.open(f"{folder}/{state}.state").read()[TAG:TAG + 65536]
        for at in range(0, 65536):
            game.memory.assign(RAM + at, "|u1", ram[at ^ 1])
        if not game.load(f"{folder}/data.json", f"{folder}/{scenario}.json"):
            return None
        game.reset()
        for line in [{}] + lines:
            for name, value in line.items():
                game.set_value(name, value)
            game.update_ram()
            yield {"reward": game.current_reward(), "done": game.is_done(), "info": dict(game.lookup_all())}

    def run(self, lines, folder, state, scenario):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            return subprocess.run([self.spindash, "trace", f"retro:{os.path.basename(folder)}:{state}", "--scenario", scenario,
                                   "--writes", file.name], capture_output=True, text=True, check=False)

    def compare(self, lines, ran, folder, state, scenario):
        where = f"{os.path.basename(folder)}:{state} {scenario}"
        ours = [json.loads(line) for line in ran.stdout.splitlines()]
        theirs, fault = [], ""
        try:
            theirs.extend(self.reference(folder, state, scenario, lines))
        except (ValueError, IndexError, RuntimeError) as error:
            fault = str(error)
        if bool(fault) != (ran.returncode != 0):
            return [f"{where}: stable-retro says '{fault}', spindash '{ran.stderr.strip()}'"]
        for number, (a, b) in enumerate(zip(ours, theirs, strict=not fault)):
            same = a["reward"] == b["reward"] or (a["reward"] is None and not math.isfinite(b["reward"]))
            if not same or a["done"] != b["done"] or a["info"] != b["info"]:
                return [f"{where}: line {number}: {a} in place of {b}"]
        self.checked += len(ours)
        return []

    def check(self, jobs):
        """The faults of all jobs. Starting a program takes longer than what it does here: some run while others are compared."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            ahead = []
            for job in jobs:
                lines = list(random_writes(self.draw, job[0], job[2]))
                ahead.append((lines, pool.submit(self.run, lines, *job), job))
            return [fault for lines, ran, job in ahead for fault in self.compare(lines, ran.result(), *job)]


def main():
    wrong = check_movie(sys.argv[1]) + sum(check_frames(sys.argv[1], kind) for kind in ("all", "filtered", "discrete"))
    jobs = []
    stable = os.path.join(data.path(), "stable")
    for folder in sorted(glob.glob(f"{stable}/*-Genesis-v0")):
        metadata = json.load(open(f"{folder}/metadata.json"))
        state = metadata.get("default_state") or (metadata.get("default_player_state") or [None])[0]
        jobs += [(folder, state, "scenario")] if state else []
        if os.path.basename(folder) in [f"{name}-Genesis-v0" for name in CONTEST]:
            states = sorted(os.path.basename(f)[:-6] for f in glob.glob(f"{folder}/[!_]*.state"))
            jobs += [(folder, each, scenario) for each in states for scenario in ("contest", "xpos")]
    judge = Judge(sys.argv[1])
    faults = judge.check(jobs)
    print("\n".join(faults[:20]))
    print(f"retro_reference: {len(jobs)} runs of rules, {judge.checked} updates compared, {len(faults)} runs differ")
    sys.exit(1 if wrong or faults or judge.checked == 0 else 0)


main()
