// SPDX-License-Identifier: MIT
#include "train/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace spindash {

namespace {

/// What a rule found; `ill` decides.
struct Figure {
  std::string words;
  bool ill;
};

struct Rule {
  const char* fault;
  const char* healthy;
  const char* remedy;
  /// Nothing where the run lacks the numbers.
  std::optional<Figure> (*examine)(const RunRecord&);
};

/// value, named, against one bound.
std::optional<Figure> at_least(const std::string& name, std::optional<double> value, double bound) {
  if (!value) return std::nullopt;
  return Figure{fmt::format("{} {:.3g}", name, *value), !(*value >= bound)};
}

std::optional<Figure> at_most(const std::string& name, std::optional<double> value, double bound) {
  if (!value) return std::nullopt;
  return Figure{fmt::format("{} {:.3g}", name, *value), !(*value <= bound)};
}

std::optional<double> ratio(std::optional<double> above, std::optional<double> below) {
  if (!above || !below || *below == 0) return std::nullopt;
  return *above / *below;
}

/// What training took off a loss at its best.
std::optional<double> reduction(const RunRecord& run, const std::string& tag) {
  const auto values = run.series(tag);
  if (values.empty()) return std::nullopt;
  return values.front() - std::ranges::min(values);
}

std::optional<Figure> posterior_collapse(const RunRecord& run) {
  return at_least("nats in a picture's latent (probe/kl)", run.last("probe/kl"), 5);
}

std::optional<Figure> player_missing(const RunRecord& run) {
  return at_most("reconstruction error around the player, in errors of a frame 20 steps old",
                 ratio(run.last("probe/recon_error_player"), run.last("probe/copy_error_20_player")), 0.6);
}

std::optional<Figure> action_leak(const RunRecord& run) {
  const auto trained = run.late_mean("model/inverse_accuracy"), real = run.last("probe/inverse_accuracy");
  if (!trained || !real) return std::nullopt;
  return Figure{fmt::format("actions guessed in training {:.2f}, between real frames {:.2f}", *trained, *real),
                *trained - *real > 0.25};
}

std::optional<Figure> loss_imbalance(const RunRecord& run) {
  const auto& model = *run.config().model;
  const auto recon = reduction(run, "model/recon"), kl = reduction(run, "model/kl");
  const auto mixture = reduction(run, "model/mixture"), inverse = reduction(run, "model/inverse");
  if (!recon || !kl || !mixture || !inverse) return std::nullopt;
  const double vae = model.vae_weight * (*recon + model.kl_weight * *kl);
  const double memory = run.last("model/weight_dynamics").value_or(1) * model.dynamics_weight * *mixture;
  const double guess = run.last("model/weight_inverse").value_or(1) * model.inverse_weight * *inverse;
  const auto [least, most] = std::minmax({vae, memory, guess});
  return Figure{
      fmt::format("weighted losses fell by {:.3g} (VAE), {:.3g} (MDN-RNN), {:.3g} (inverse)", vae, memory, guess),
      most > 1000 * least || guess > vae};
}

std::optional<Figure> feature_drift(const RunRecord& run) {
  const auto values = run.series("features/change");
  if (values.size() < 2) return std::nullopt;  // the first compares with an untrained model
  return at_most("relative change of the features by the newest snapshot", values.back(), 0.6);
}

std::optional<Figure> entropy_collapse(const RunRecord& run) {
  const auto entropies = run.series("ppo/entropy");
  if (entropies.empty()) return std::nullopt;
  return at_least("entropy, in shares of its first value", ratio(run.late_mean("ppo/entropy"), entropies.front()),
                  0.05);
}

std::optional<Figure> blind_policy(const RunRecord& run) {
  return at_least("nats of what it does that depend on what it sees (ppo/action_information)",
                  run.late_mean("ppo/action_information"), 0.15);
}

std::optional<Figure> idle_curiosity(const RunRecord& run) {
  const auto idle = run.late_mean("explore/paid_idle"), gaining = run.late_mean("explore/paid_gaining");
  if (!idle || !gaining) return std::nullopt;
  return Figure{fmt::format("bonus of a step that gains nothing {:.3g}, of one that does {:.3g}", *idle, *gaining),
                *idle > 0 && *idle > *gaining};
}

std::optional<Figure> value_not_learning(const RunRecord& run) {
  return at_least("share of the returns that the value explains", run.late_mean("ppo/explained_variance", 0.25), 0.2);
}

/// Norms against their clips over all groups of parameters: the middle of norm / clip in the group farthest from 1.
std::optional<Figure> clip(const RunRecord& run, bool low) {
  std::optional<double> worst;
  std::string where;
  for (const auto& tag : run.tags()) {
    const auto at = tag.find("/grad_clip_");
    if (at == std::string::npos) continue;
    const auto norms = run.series(tag.substr(0, at) + "/grad_norm_" + tag.substr(at + 11)), clips = run.series(tag);
    std::vector<double> shares;
    for (std::size_t i = norms.size() / 10; i < std::min(norms.size(), clips.size()); ++i) {
      if (clips[i] > 0 && norms[i] > 0) shares.push_back(norms[i] / clips[i]);
    }
    if (shares.empty()) continue;
    std::ranges::nth_element(shares, shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2));
    const double middle = shares[shares.size() / 2];
    if (!worst || (low ? middle > *worst : middle < *worst)) {
      worst = middle;
      where = tag.substr(0, at + 1) + tag.substr(at + 11);
    }
  }
  if (!worst) return std::nullopt;
  const std::string name = fmt::format("gradient norm of {}, in clips", where);
  return low ? at_most(name, worst, 3) : at_least(name, worst, 0.01);
}

std::optional<Figure> clip_too_low(const RunRecord& run) {
  return clip(run, true);
}

std::optional<Figure> clip_too_high(const RunRecord& run) {
  return clip(run, false);
}

std::optional<Figure> dream_unlike_game(const RunRecord& run) {
  return at_most("error of a dream of 20 steps, in errors of the last frame seen",
                 ratio(run.last("probe/dream_error_20"), run.last("probe/copy_error_20")), 1);
}

std::optional<Figure> deaths_unseen(const RunRecord& run) {
  return at_least("probability given to the end where episodes end, in shares of that elsewhere",
                  ratio(run.last("probe/end_at_ends"), run.last("probe/end_elsewhere")), 3);
}

std::optional<Figure> too_little_experience(const RunRecord& run) {
  if (run.series("ppo/entropy").empty()) return std::nullopt;
  return at_least("steps the controller learnt from, millions", run.controller_steps() / 1e6, 1);
}

constexpr std::array<Rule, 14> kRules = {{
    {"posterior collapse", "above 5",
     "lower model.kl_weight or model.pixel_sigma: the latent says nothing of the picture", posterior_collapse},
    {"player missing", "below 0.6",
     "lower model.pixel_sigma, raise model.vae.map_channels or the fit's share: the controller cannot see the player",
     player_missing},
    {"action leak", "the second within 0.25 of the first",
     "train the inverse model on two encoded real frames, never on a prediction: that was told the action",
     action_leak},
    {"loss imbalance", "within three orders of magnitude, VAE above inverse",
     "set fit.balance.on, or move model.vae_weight, dynamics_weight, inverse_weight towards equal reductions",
     loss_imbalance},
    {"drift under the controller", "below 0.6",
     "lower fit.final_learning_rate or give the later fits less of the schedule: the controller must learn anew",
     feature_drift},
    {"entropy collapse", "above 0.05",
     "raise ppo.entropy.weight or set ppo.entropy.target; lower ppo.learning_rate, lengthen ppo.rollout",
     entropy_collapse},
    {"playing blind", "above 0.15",
     "it has a habit, whatever it sees: look to the features (player missing, drift) and the value, or train longer",
     blind_policy},
    {"curiosity stands still", "the second above the first",
     "use explore.progress or explore.rnd, raise explore.boredom, or lower the bonus's weight", idle_curiosity},
    {"value not learning", "above 0.2", "lower ppo.gamma, raise ppo.value_weight, check env.reward_scale",
     value_not_learning},
    {"clip too low", "below 3", "raise the quantile (ppo.clip_quantile, fit.clip_quantile): most updates are cut short",
     clip_too_low},
    {"clip too high", "above 0.01",
     "lower the quantile (ppo.clip_quantile, fit.clip_quantile): nothing is ever clipped", clip_too_high},
    {"dream unlike the game", "below 1", "fit the world model longer or on longer sequences (fit.sequence, schedule)",
     dream_unlike_game},
    {"deaths never predicted", "above 3",
     "raise model.end_weight; collect with a player that dies (policy = \"agent\")", deaths_unseen},
    {"too little experience", "above 1", "train longer: more of the schedule to `agent`, or more minutes",
     too_little_experience},
}};

}  // namespace

std::vector<Finding> diagnose(const RunRecord& run) {
  std::vector<Finding> findings;
  for (const Rule& rule : kRules) {
    if (const auto figure = rule.examine(run)) {
      findings.push_back({rule.fault, figure->words, rule.healthy, rule.remedy, figure->ill});
    }
  }
  return findings;
}

std::vector<std::string> known_faults() {
  std::vector<std::string> faults;
  faults.reserve(kRules.size());
  for (const Rule& rule : kRules) faults.emplace_back(rule.fault);
  return faults;
}

}  // namespace spindash
