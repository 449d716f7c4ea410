# SPDX-License-Identifier: MIT
"""Compares `spindash trace` with Python stable-retro, which must be importable. No ROM but the packaged one is needed.

Usage: python retro_reference.py SPINDASH

Frames: the packaged game under random actions and resets in three action spaces: observation, RAM, reward, done and
info of each frame must be equal.
Rules: every Genesis integration in its default state, and every contest level under its contest and xpos scenarios: RAM
from the state file, random writes, then reward, done and info of each update must be equal.
"""
import glob
import gc
import gzip
import hashlib
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import stable_retro
import stable_retro.data as data

GAME, FRAMES = "Airstriker-Genesis-v0", 5000
RAM, TAG, LINES = 0xFF0000, 16, 40
CONTEST = ("SonicTheHedgehog", "SonicTheHedgehog2", "SonicAndKnuckles3")


def sha1(array):
    return hashlib.sha1(array.tobytes()).hexdigest()


def reference_frames(kind, actions):
    """What stable-retro computes for the first reset and each action, in the words of `spindash trace`."""
    space = getattr(stable_retro.Actions, kind.upper())
    env = stable_retro.RetroEnv(GAME, use_restricted_actions=space, render_mode="rgb_array")

    def line(observation, reward, done, info):
        return {"observation_sha1": sha1(observation), "ram_sha1": sha1(env.get_ram()), "reward": reward, "done": done, "info": info}

    try:
        for action in ["reset", *actions]:
            if action == "reset":
                yield line(env.reset()[0], 0, False, {})
                continue
            held = action if kind == "discrete" else [action >> bit & 1 for bit in range(env.num_buttons)]
            observation, reward, done, _, info = env.step(held)
            yield line(observation, reward, done, info)
    finally:
        env.close()


def check_frames(spindash, kind):
    """How many of FRAMES random actions, each held for some frames, give another line."""
    draw, actions = random.Random(kind), []
    while len(actions) < FRAMES:
        some = draw.randrange(126 if kind == "discrete" else 4096)
        actions += ["reset"] if draw.random() < 0.005 else [some] * draw.randint(1, 12)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"{action}\n" for action in actions))
        file.flush()
        ran = subprocess.run([spindash, "trace", f"retro:{GAME}", "--actions", file.name, "--actions-as", kind],
                             capture_output=True, text=True, check=True)
    ours = [json.loads(line) for line in ran.stdout.splitlines()]
    theirs = list(reference_frames(kind, actions))
    gc.collect()  # stable-retro allows one emulator a process
    wrong = [number for number, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
    print(f"retro_reference: {kind}: {len(ours)} frames, {sum(line['reward'] for line in ours):g} points, "
          f"{sum(line['done'] for line in ours)} ends, {len(wrong)} differ{f', first {wrong[0]}' if wrong else ''}")
    return len(wrong)


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

    def check(self, folder, state, scenario):
        game, where = os.path.basename(folder), f"{os.path.basename(folder)}:{state} {scenario}"
        lines = list(random_writes(self.draw, folder, scenario))
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            ran = subprocess.run([self.spindash, "trace", f"retro:{game}:{state}", "--scenario", scenario, "--writes", file.name],
                                 capture_output=True, text=True, check=False)
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


def main():
    wrong = sum(check_frames(sys.argv[1], kind) for kind in ("all", "filtered", "discrete"))
    judge, faults, runs = Judge(sys.argv[1]), [], 0
    stable = os.path.join(data.path(), "stable")
    for folder in sorted(glob.glob(f"{stable}/*-Genesis-v0")):
        metadata = json.load(open(f"{folder}/metadata.json"))
        state = metadata.get("default_state") or (metadata.get("default_player_state") or [None])[0]
        jobs = [(state, "scenario")] if state else []
        if os.path.basename(folder) in [f"{name}-Genesis-v0" for name in CONTEST]:
            states = sorted(os.path.basename(f)[:-6] for f in glob.glob(f"{folder}/[!_]*.state"))
            jobs += [(each, scenario) for each in states for scenario in ("contest", "xpos")]
        for job in jobs:
            runs += 1
            faults += judge.check(folder, *job)
    print("\n".join(faults[:20]))
    print(f"retro_reference: {runs} runs of rules, {judge.checked} updates compared, {len(faults)} runs differ")
    sys.exit(1 if wrong or faults or judge.checked == 0 else 0)


main()
