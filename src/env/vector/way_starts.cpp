// SPDX-License-Identifier: MIT
#include "env/vector/way_starts.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace spindash {

namespace {

constexpr int kEasyFrames = 8000;  // a way found sooner needs no teaching
constexpr std::size_t kMostWays = 4;
constexpr std::int32_t kFoot = 8;          // steps without any reward, from where on a way is looked for if more follow
constexpr double kFromItsBeginning = 0.5;  // share of the tries; the others begin anywhere on the way
constexpr int kNear = 32;                  // pixels across and down, within which the player is at a place
constexpr double kSought = 1.01 * kWayPays;  // that a way leads to: what steps pay is added up in another order
constexpr std::int32_t kPatience = 32;       // steps beside twice those that the way still has

[[noreturn]] void refuse() {
  throw Error("environment state", "its ways to begin on are damaged", "resume from an earlier checkpoint");
}

void save_way(const Way& way, ByteWriter& out) {
  out.write_span(std::span<const std::uint8_t>(way.from));
  out.write_span(std::span<const std::uint8_t>(way.actions));
  out.write_span(std::span<const WayPlace>(way.places));
  out.write(way.hold);
}

Way load_way(ByteReader& in, std::size_t actions) {
  Way way;
  way.from = in.read_vector<std::uint8_t>();
  way.actions = in.read_vector<std::uint8_t>();
  way.places = in.read_vector<WayPlace>();
  way.hold = in.read<std::int32_t>();
  const bool fits = !way.places.empty() && std::ranges::is_sorted(way.places, {}, &WayPlace::choices) &&
                    way.places.back().choices <= way.actions.size() && way.hold > 0 &&
                    std::ranges::all_of(way.actions, [&](std::uint8_t action) { return action < actions; });
  if (!fits) refuse();
  return way;
}

}  // namespace

WayStarts::WayStarts(const WayConfig& config, std::uint64_t seed)
    : share_(config.share),
      shown_share_(config.shown),
      pays_(config.pays),
      emulated_(config.emulated),
      stuck_after_(config.stuck),
      frames_(config.frames),
      uses_(config.uses),
      random_(seed) {}

bool WayStarts::begin(WrappedEnv& env, std::span<std::uint8_t> observation) {
  unpaid_ = 0;
  foot_.clear();
  on_ = -1;
  next_ = -1;
  paid_ = 0;
  played_ = 0;
  if (ways_.empty() || !random_.chance(share_)) return false;
  const auto chosen = random_.below(static_cast<std::uint32_t>(ways_.size()));
  Kept& kept = ways_[chosen];
  const auto last = static_cast<std::int32_t>(kept.way.places.size()) - 1;
  const bool shows = random_.chance(shown_share_);
  at_ = shows || random_.chance(kFromItsBeginning) ? 0 : random_.between(0, last);
  if (!env.reset_on(kept.way, static_cast<std::size_t>(at_), observation)) {
    ways_.erase(ways_.begin() + chosen);
    return false;
  }
  on_ = static_cast<std::int32_t>(chosen);
  next_ = shows ? 0 : -1;
  reached_ = at_;
  const std::size_t left = kept.way.actions.size() - kept.way.places[static_cast<std::size_t>(at_)].choices;
  allowed_ = 2 * static_cast<std::int32_t>(left) * kept.way.hold + kPatience;
  ++kept.used;
  ++(shows ? totals_.shown : at_ == 0 ? totals_.begun : totals_.begun_on);
  return true;
}

std::optional<std::int64_t> WayStarts::shown(int hold) const {
  if (next_ < 0) return {};
  const Way& way = ways_[static_cast<std::size_t>(on_)].way;
  if (way.hold != hold || static_cast<std::size_t>(next_) >= way.actions.size()) return {};
  return way.actions[static_cast<std::size_t>(next_)];
}

bool WayStarts::follow(std::int64_t action, int hold) {
  const bool follows = shown(hold) == action;
  if (follows) {
    ++next_;
  } else if (next_ >= 0) {
    on_ = next_ = -1;
  }
  return follows;
}

float WayStarts::note(const WrappedEnv& env, float reward) {
  if (share_ == 0) return 0;
  paid_ += reward;
  ++played_;
  unpaid_ = reward > 0 ? 0 : unpaid_ + 1;
  if (reward > 0) foot_.clear();
  if (on_ >= 0) return next_ < 0 ? advance(env) : 0;
  if (unpaid_ != std::min(kFoot, stuck_after_)) return 0;
  ByteWriter out(foot_);
  env.game().save(out);
  return 0;
}

float WayStarts::advance(const WrappedEnv& env) {
  const std::vector<WayPlace>& places = ways_[static_cast<std::size_t>(on_)].way.places;
  const auto last = static_cast<std::int32_t>(places.size()) - 1;
  const Status status = env.game().status();
  for (std::int32_t place = last; place > reached_; --place) {
    const WayPlace& there = places[static_cast<std::size_t>(place)];
    if (std::abs(status.x - there.x) >= kNear || std::abs(status.y - there.y) >= kNear) continue;
    const std::int32_t further = place - std::exchange(reached_, place);
    return static_cast<float>(pays_ * further / last);
  }
  return 0;
}

void WayStarts::judge() {
  const bool passed = paid_ >= kWayPays;
  if (next_ < 0 && passed) ++(at_ == 0 ? totals_.passed : totals_.passed_from);
  if (ways_[static_cast<std::size_t>(on_)].used >= uses_) ways_.erase(ways_.begin() + on_);
  on_ = -1;
  next_ = -1;
}

void WayStarts::end(WrappedEnv& env, int hold) {
  if (on_ >= 0) {
    judge();
    return;
  }
  const bool stuck = unpaid_ >= stuck_after_ && !foot_.empty();
  if (stuck && ways_.size() < kMostWays && (emulated_ || !env.emulated())) search(env, hold);
}

void WayStarts::search(WrappedEnv& env, int hold) {
  SearchedWay searched = env.find_way_on(std::exchange(foot_, {}), frames_, kSought, hold, random_);
  ++totals_.searches;
  totals_.frames += static_cast<std::uint64_t>(searched.frames);
  if (!searched.way || searched.frames < kEasyFrames) return;
  ++totals_.found;
  ways_.push_back({std::move(*searched.way), 0});
}

void WayStarts::add_to(WayTotals& totals) const {
  totals.searches += totals_.searches;
  totals.found += totals_.found;
  totals.frames += totals_.frames;
  totals.shown += totals_.shown;
  totals.begun += totals_.begun;
  totals.passed += totals_.passed;
  totals.begun_on += totals_.begun_on;
  totals.passed_from += totals_.passed_from;
}

void WayStarts::save(ByteWriter& out) const {
  if (share_ == 0) return;
  out.write(random_.state());
  out.write<std::uint64_t>(ways_.size());
  for (const Kept& kept : ways_) {
    save_way(kept.way, out);
    out.write(kept.used);
  }
  out.write(totals_);
  out.write(unpaid_);
  out.write_span(std::span<const std::uint8_t>(foot_));
  for (const std::int32_t number : {on_, next_, at_, reached_, played_, allowed_}) out.write(number);
  out.write(paid_);
}

void WayStarts::load(ByteReader& in, std::size_t actions) {
  if (share_ == 0) return;
  random_.set_state(in.read<Random::State>());
  const auto count = in.read<std::uint64_t>();
  if (count > kMostWays) refuse();
  ways_.clear();
  for (std::uint64_t i = 0; i < count; ++i) {
    ways_.push_back({load_way(in, actions)});
    ways_.back().used = in.read<std::int32_t>();
  }
  totals_ = in.read<WayTotals>();
  unpaid_ = in.read<std::int32_t>();
  foot_ = in.read_vector<std::uint8_t>();
  for (std::int32_t* number : {&on_, &next_, &at_, &reached_, &played_, &allowed_}) *number = in.read<std::int32_t>();
  paid_ = in.read<double>();
  if (on_ < -1 || on_ >= static_cast<std::int32_t>(count) || next_ < -1 || (next_ >= 0 && on_ < 0) || reached_ < 0)
    refuse();
}

}  // namespace spindash
