// SPDX-License-Identifier: MIT
#include "env/wrap/plain_way.h"

namespace spindash {

namespace {

constexpr int kRounds = 8;

class Plainer {
 public:
  Plainer(const WayGame& way, std::vector<std::uint8_t>& actions) : way_(way), actions_(actions) {}

  void run(const Bytes& from) {
    bool changed = true;
    for (int round = 0; round < kRounds && changed; ++round) {
      changed = false;
      here_ = from;
      gained_ = 0;
      for (at_ = 0; at_ < actions_.size(); ++at_) {
        while (leave_out()) changed = true;
        changed = replace() || changed;
        go_on();
      }
    }
  }

 private:
  bool leave_out() {
    const std::size_t took = lead_on({});
    if (took == 0) return false;
    actions_.erase(actions_.begin() + static_cast<std::ptrdiff_t>(at_));
    actions_.resize(at_ + took);
    return true;
  }

  bool replace() {
    for (const std::uint8_t plainer : plainer_ones()) {
      const std::size_t took = lead_on({&plainer, 1});
      if (took == 0) continue;
      actions_[at_] = plainer;
      actions_.resize(at_ + took);
      return true;
    }
    return false;
  }

  void go_on() {
    load_saved(way_.game, here_);
    gained_ += play(actions_[at_]).reward;
    here_.clear();
    ByteWriter out(here_);
    way_.game.save(out);
  }

  /// Plays `first`, and then what follows the choice of now, in its place; how many choices it takes until enough was
  /// paid, 0 where it never is.
  std::size_t lead_on(std::span<const std::uint8_t> first) {
    load_saved(way_.game, here_);
    double gained = gained_;
    std::size_t choices = 0;
    for (const auto part : {first, std::span<const std::uint8_t>(actions_).subspan(at_ + 1)}) {
      for (const std::uint8_t action : part) {
        const FrameResult now = play(action);
        ++choices;
        gained += now.reward;
        if (gained >= way_.wanted) return choices;
        if (now.terminated || now.truncated) return 0;
      }
    }
    return 0;
  }

  FrameResult play(std::uint8_t action) { return play_choice(way_.game, way_.actions[action], way_.frames).sum; }

  /// In place of the choice of now: the one before, if it has not all of its buttons and more, and all with fewer.
  std::vector<std::uint8_t> plainer_ones() const {
    const Buttons now = way_.actions[actions_[at_]];
    std::vector<std::uint8_t> plainer;
    if (at_ > 0 && (way_.actions[actions_[at_ - 1]] & now) != now) plainer.push_back(actions_[at_ - 1]);
    for (std::size_t action = 0; action < way_.actions.size(); ++action) {
      const Buttons buttons = way_.actions[action];
      if (buttons != now && (buttons & now) == buttons) plainer.push_back(static_cast<std::uint8_t>(action));
    }
    return plainer;
  }

  const WayGame& way_;
  std::vector<std::uint8_t>& actions_;
  // Where the choice of now is made, and what was paid until then.
  Bytes here_;
  double gained_ = 0;
  std::size_t at_ = 0;
};

}  // namespace

void make_plain(const WayGame& way, const Bytes& from, std::vector<std::uint8_t>& actions) {
  Plainer(way, actions).run(from);
}

}  // namespace spindash
