# SPDX-License-Identifier: MIT
"""The same actions played by Python stable-retro and by `spindash trace`, a line a frame."""
import contextlib
import gc
import hashlib
import json
import subprocess
import tempfile

import stable_retro


def sha1(array):
    return hashlib.sha1(array.tobytes()).hexdigest()


def held_buttons(env, mask):
    return [mask >> bit & 1 for bit in range(env.num_buttons)]


@contextlib.contextmanager
def opened(game, kind="all", **options):
    """Stable-retro's environment, which must be gone before there is another in the process."""
    space = getattr(stable_retro.Actions, kind.upper())
    env = stable_retro.RetroEnv(game, use_restricted_actions=space, render_mode="rgb_array", **options)
    try:
        yield env
    finally:
        env.close()
        gc.collect()


def theirs(game, kind, actions, **options):
    """What stable-retro computes for the first reset and each action, in the words of `spindash trace`."""
    lines = []
    with opened(game, kind, **options) as env:
        for action in ["reset", *actions]:
            if action == "reset":
                observation, reward, done, info = env.reset()[0], 0, False, {}
            else:
                held = action if kind == "discrete" else held_buttons(env, action)
                observation, reward, done, _, info = env.step(held)
            lines.append({"observation_sha1": sha1(observation), "ram_sha1": sha1(env.get_ram()), "reward": reward,
                          "done": done, "info": info})
    return lines


def ours(spindash, game, kind, actions, scenario="scenario"):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"{action}\n" for action in actions))
        file.flush()
        ran = subprocess.run([spindash, "trace", f"retro:{game}", "--scenario", scenario, "--actions", file.name,
                              "--actions-as", kind], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def random_actions(draw, kind, frames):
    """Random buttons, each held for some frames, and now and then a reset."""
    actions = []
    while len(actions) < frames:
        some = draw.randrange(126 if kind == "discrete" else 4096)
        actions += ["reset"] if draw.random() < 0.005 else [some] * draw.randint(1, 12)
    return actions


def count_differing(name, here, there):
    wrong = [number for number, (a, b) in enumerate(zip(here, there, strict=True)) if a != b]
    print(f"{name}: {len(here)} frames, {sum(line['reward'] for line in here):g} points, "
          f"{sum(line['done'] for line in here)} ends, {len(wrong)} differ{f', first {wrong[0]}' if wrong else ''}")
    return len(wrong)
