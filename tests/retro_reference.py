# SPDX-License-Identifier: MIT
"""Compares `spindash trace` with Python stable-retro, which must be importable. No ROM but the packaged one is needed.

Usage: python retro_reference.py SPINDASH

Rules: every Genesis integration in its default state, and every contest level under its contest and xpos scenarios: RAM
from the state file, random writes, then reward, done and info of each update must be equal.
"""
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

RAM, TAG, LINES = 0xFF0000, 16, 40
CONTEST = ("SonicTheHedgehog", "SonicTheHedgehog2", "SonicAndKnuckles3")


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
        self.emulator = stable_retro.RetroEmulator(data.get_romfile_path("Airstriker-Genesis-v0"))

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
    sys.exit(1 if faults or judge.checked == 0 else 0)


main()
