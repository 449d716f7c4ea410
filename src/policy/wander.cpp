// SPDX-License-Identifier: MIT
#include "policy/wander.h"

#include "base/random.h"

namespace spindash {

namespace {

constexpr int kLongestHold = 8;   // steps one action is held at most
constexpr int kTasteSteps = 96;   // steps until an environment's taste is drawn anew
constexpr double kRightward = 4;  // how much dearer an action with RIGHT is than another

class WanderPolicy : public Policy {
 public:
  explicit WanderPolicy(std::vector<std::string> action_names) : names_(std::move(action_names)) {}

  std::string name() const override { return "wander"; }
  bool sees() const override { return false; }

  void begin(std::size_t environments, std::uint64_t seed) override {
    players_.clear();
    for (std::size_t i = 0; i < environments; ++i) players_.push_back({Random(seed, i), {}, 0, 0, 0});
  }

  void act(const PolicyInput& input, std::span<std::int64_t> actions) override {
    for (std::size_t i = 0; i < actions.size(); ++i) {
      Player& player = players_[i];
      if (input.first[i] != 0 || player.taste_left == 0) draw_taste(player);
      --player.taste_left;
      if (player.hold_left == 0) draw_action(player);
      --player.hold_left;
      actions[i] = player.action;
    }
  }

 private:
  struct Player {
    Random random;
    std::vector<double> taste;
    int taste_left, hold_left;
    std::int64_t action;
  };

  void draw_taste(Player& player) const {
    player.taste.clear();
    for (const auto& name : names_) {
      const double u = player.random.uniform();
      player.taste.push_back(u * u * (name.find("RIGHT") != std::string::npos ? kRightward : 1.0));
    }
    player.taste_left = player.random.between(kTasteSteps / 2, kTasteSteps);
  }

  static void draw_action(Player& player) {
    double sum = 0;
    for (const double weight : player.taste) sum += weight;
    double left = player.random.uniform() * sum;
    std::size_t action = 0;
    while (action + 1 < player.taste.size() && left >= player.taste[action]) left -= player.taste[action++];
    player.action = static_cast<std::int64_t>(action);
    player.hold_left = player.random.between(1, kLongestHold);
  }

  std::vector<std::string> names_;
  std::vector<Player> players_;
};

}  // namespace

std::unique_ptr<Policy> make_wander_policy(std::vector<std::string> action_names) {
  return std::make_unique<WanderPolicy>(std::move(action_names));
}

}  // namespace spindash
