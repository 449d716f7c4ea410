"""The runs of the study: which faults there are, which runs show what each does, and how long they last."""

# number: (switch, in a few words). docs/seed.md has what each switch does.
FAULTS = {
    1: ("inverse_on_prediction", "the inverse model reads the prediction, which was told the action"),
    2: ("exp_logvar", "z is drawn with deviation exp(logvar)"),
    3: ("cell_state", "the controller reads the LSTM's cell, unbounded"),
    4: ("never_reset", "the memory is never reset"),
    5: ("one_frame", "one frame: no velocity"),
    6: ("batch_norm", "BatchNorm over 20 consecutive frames"),
    7: ("no_replay", "no replay"),
    8: ("joint_online", "features drift under the controller"),
    9: ("time_limit_ends", "a time limit is an end; values learn discounted sums"),
    10: ("reward_mean", "the rewards' mean is taken off"),
    11: ("curiosity_alone", "paid by curiosity alone"),
    12: ("mixture_expectation", "a draw is the mixture's expectation; clamped likelihood"),
    13: ("summed_pixels", "summed pixel error"),
    14: ("few_steps", "too few steps"),
}
# Suspects that the first runs raised, beside the 14: what the reference system has and the recipe `memory` has not.
SUSPECTS = {
    15: "the mixture's gradient moves the encoder",
    16: "the world model learns at a twentieth of the rate",
    17: "PPO as it was: updates of 200 steps, RMSprop",
    18: "the reference's layers and a flat z of 64",
}
ENCODER_ALONE = ["model.dynamics_gradient=0"]
FASTER = ["fit.learning_rate=0.002", "fit.final_learning_rate=0.0001"]  # as in the default recipe; the system had 0.0001
# name -> (suspect, settings, in a few words): repaired too, one after the other.
REPAIRED_TOO = {
    "encoder-alone": (15, ENCODER_ALONE, "repaired too: the mixture's gradient no longer moves the encoder"),
    "encoder-alone-faster": (16, ENCODER_ALONE + FASTER, "and the world model learns 20 times as fast"),
}
# Every fourth of the training levels: fewer are learnt sooner, so that a short run shows what a fault does.
LEVELS = "dash:studies/convergence/levels.csv"
SEED_STEPS = 100_000  # of the small reference system: published_steps of the recipe seed-small
LONGER = 5  # times as many where "too few steps" is repaired
# The recipe `memory`, short: two rounds of collecting, fitting the model, fitting the controller. It was the default when the
# study began, and the names of its runs, made and to be made, still say so.
DEFAULT_PHASES = [60_000, 1500, 300_000, 40_000, 1000, 300_000]
# Faults that a switch puts into it. 13 it has, as the reference did.
IN_DEFAULT = [1, 2, 3, 4, 5, 9, 10, 12]
LAYERS = ["model.vae.layers=seed", "model.vae.base_channels=8", "model.vae.code_channels=16", "model.vae.flat_size=64",
          "model.rnn.hidden=128"]
# The second time the controller is fitted, the model is too, at once, to what it plays and as much of the replay.
AT_ONCE = ["schedule.5.do=joint", "faults.joint_online=true"]
UNPAID = ["joint.curiosity.weight=0"]
# What puts the others in, as recipes/seed-small.toml has them.
IN_DEFAULT_TOO = {
    14: ["schedule.2.amount=50000", "schedule.5.amount=50000"],  # SEED_STEPS in all
    15: ["model.dynamics_gradient=1"],
    16: ["fit.learning_rate=0.0001", "fit.final_learning_rate=0.0001"],
    17: ["environments=10", "env.reward_scale=0.005", "ppo.rollout=20", "ppo.minibatches=4", "ppo.optimiser=rmsprop",
         "ppo.learning_rate=3e-4", "ppo.final_learning_rate=3e-4", "ppo.adam_epsilon=1e-8", "ppo.clip=0.1",
         "ppo.value_clip=0.1", "ppo.value_weight=1", "ppo.clip_norm=50", "ppo.normalise_advantages=rollout",
         "ppo.scale_rewards=false", "ppo.net.hidden=64", "ppo.net.layers=2"],
    18: LAYERS,
    8: AT_ONCE + UNPAID,
    6: LAYERS + ["faults.batch_norm=true"],
    7: AT_ONCE + UNPAID + ["faults.no_replay=true"],
    11: AT_ONCE + ["faults.curiosity_alone=true"],
}
BESIDE = {6: 18, 7: 8, 11: 8}  # which other comes in with it, and so is what it is compared with

GROUPS = {
    "seed": "The system as it was, each fault repaired alone",
    "repaired": "All 14 faults repaired; and what else is in the way",
    "default": "A recipe that works (`memory`), each fault put in alone",
}


def switch(fault, on):
    return f"faults.{FAULTS[fault][0]}={'true' if on else 'false'}"


def words(number):
    """A fault or suspect in a few words."""
    return FAULTS[number][1] if number in FAULTS else SUSPECTS[number]


def variants():
    """name -> {group, fault (0: the group's base), base (name of what it is compared with), words, recipe, settings}, in
    the order in which they are to be made."""
    out = {}

    def add(name, group, fault, recipe, settings, told=None, base=None):
        out[name] = {"group": group, "fault": fault, "base": base or group, "recipe": recipe,
                     "words": told or (words(fault) if fault else ""),
                     "settings": [f"env_name={LEVELS}"] + settings}

    repaired = [switch(fault, False) for fault in FAULTS]
    steps = lambda times: [f"schedule.0.amount={times * SEED_STEPS}", f"joint.published_steps={SEED_STEPS}"]
    phases = [f"schedule.{i}.amount={amount}" for i, amount in enumerate(DEFAULT_PHASES)] + ["minutes=0"]
    add("seed", "seed", 0, "seed-small", steps(1))
    add("repaired", "repaired", 0, "seed-small", steps(1) + repaired)
    add("default", "default", 0, "memory", phases)
    for fault in IN_DEFAULT:
        add(f"default-with-{fault}", "default", fault, "memory", phases + [switch(fault, True)])
    add("default-without-13", "default", 13, "memory", phases + [switch(13, False)])
    for fault, settings in IN_DEFAULT_TOO.items():
        beside = BESIDE.get(fault)
        add(f"default-with-{fault}", "default", fault, "memory", phases + settings,
            words(fault) + (f"; with {beside}, against {beside}" if beside else ""),
            base=f"default-with-{beside}" if beside else None)
    for name, (suspect, settings, told) in REPAIRED_TOO.items():
        add(f"repaired-{name}", "repaired", suspect, "seed-small", steps(1) + repaired + settings, told)
    # The longer ones first: at SEED_STEPS nothing learns to look, not even what works.
    add("seed-without-14", "seed", 14, "seed-small", steps(LONGER) + [switch(14, False)])
    add("repaired-longer", "repaired", 14, "seed-small", steps(LONGER) + repaired)
    for fault in FAULTS:
        if fault != 14:
            add(f"seed-without-{fault}", "seed", fault, "seed-small", steps(1) + [switch(fault, False)])
    return out
