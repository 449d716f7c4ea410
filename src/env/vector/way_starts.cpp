// SPDX-License-Identifier: MIT
#include "env/vector/way_starts.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace spindash {

namespace {

constexpr int kEasyFrames = 2000;  // a way found sooner needs no teaching
constexpr std::size_t kMostWays = 4;
constexpr std::int32_t kLeastStride = 2;  // places
constexpr std::int32_t kPatience = 16;    // steps beside half of those that the way still has

[[noreturn]] void refuse() {
  throw Error("environment state", "its ways to begin on are damaged", "resume from an earlier checkpoint");
}

void save_way(const Way& way, ByteWriter& out) {
  out.write_span(std::span<const std::uint8_t>(way.from));
  out.write_span(std::span<const Buttons>(way.steps));
  out.write_span(std::span<const std::uint32_t>(way.places));
}

Way load_way(ByteReader& in) {
  Way way;
  way.from = in.read_vector<std::uint8_t>();
  way.steps = in.read_vector<Buttons>();
  way.places = in.read_vector<std::uint32_t>();
  if (way.places.empty() || !std::ranges::is_sorted(way.places) || way.places.back() > way.steps.size()) refuse();
  return way;
}

}  // namespace

WayStarts::WayStarts(const WayConfig& config, std::uint64_t seed)
    : share_(config.share), stuck_after_(config.stuck), frames_(config.frames), uses_(config.uses), random_(seed) {}

bool WayStarts::begin(WrappedEnv& env, std::span<std::uint8_t> observation) {
  unpaid_ = 0;
  stuck_.clear();
  on_ = -1;
  paid_ = 0;
  if (ways_.empty() || !random_.chance(share_)) return false;
  const auto chosen = random_.below(static_cast<std::uint32_t>(ways_.size()));
  Kept& kept = ways_[chosen];
  const auto last = static_cast<std::int32_t>(kept.way.places.size()) - 1;
  at_ = std::clamp(kept.place + random_.between(-1, 1), 0, last);
  if (!env.reset_on(kept.way, static_cast<std::size_t>(at_), observation)) {
    ways_.erase(ways_.begin() + chosen);
    return false;
  }
  on_ = static_cast<std::int32_t>(chosen);
  played_ = 0;
  const std::size_t left = kept.way.steps.size() - kept.way.places[static_cast<std::size_t>(at_)];
  allowed_ = static_cast<std::int32_t>(left / 2) + kPatience;
  ++kept.used;
  ++totals_.begun;
  return true;
}

void WayStarts::note(const WrappedEnv& env, float reward) {
  if (share_ == 0) return;
  paid_ += reward;
  ++played_;
  unpaid_ = reward > 0 ? 0 : unpaid_ + 1;
  if (reward > 0) stuck_.clear();
  if (unpaid_ != stuck_after_) return;
  ByteWriter out(stuck_);
  env.game().save(out);
}

void WayStarts::judge(bool passed) {
  Kept& kept = ways_[static_cast<std::size_t>(on_)];
  const auto last = static_cast<std::int32_t>(kept.way.places.size()) - 1;
  kept.place = std::clamp(at_ + (passed ? -kept.stride : kept.stride), 0, last);
  kept.stride = std::max(kept.stride / 2, kLeastStride);
  totals_.passed += passed ? 1 : 0;
  const bool learnt = passed && at_ <= 1;
  totals_.learnt += learnt ? 1 : 0;
  if (learnt || kept.used >= uses_) ways_.erase(ways_.begin() + on_);
}

void WayStarts::end(WrappedEnv& env) {
  if (on_ >= 0) judge(paid_ >= kWayPays);
  on_ = -1;
  if (!stuck_.empty() && ways_.size() < kMostWays) search(env);
}

void WayStarts::search(WrappedEnv& env) {
  SearchedWay searched = env.find_way_on(std::exchange(stuck_, {}), frames_, kWayPays, random_);
  ++totals_.searches;
  totals_.frames += static_cast<std::uint64_t>(searched.frames);
  if (!searched.way || searched.frames < kEasyFrames) return;
  ++totals_.found;
  const auto half = static_cast<std::int32_t>(searched.way->places.size()) / 2;
  ways_.push_back({std::move(*searched.way), 0, half, 0});
}

void WayStarts::add_to(WayTotals& totals) const {
  totals.searches += totals_.searches;
  totals.found += totals_.found;
  totals.frames += totals_.frames;
  totals.begun += totals_.begun;
  totals.passed += totals_.passed;
  totals.learnt += totals_.learnt;
}

void WayStarts::save(ByteWriter& out) const {
  if (share_ == 0) return;
  out.write(random_.state());
  out.write<std::uint64_t>(ways_.size());
  for (const Kept& kept : ways_) {
    save_way(kept.way, out);
    for (const std::int32_t number : {kept.place, kept.stride, kept.used}) out.write(number);
  }
  out.write(totals_);
  out.write(unpaid_);
  out.write_span(std::span<const std::uint8_t>(stuck_));
  for (const std::int32_t number : {on_, at_, played_, allowed_}) out.write(number);
  out.write(paid_);
}

void WayStarts::load(ByteReader& in) {
  if (share_ == 0) return;
  random_.set_state(in.read<Random::State>());
  const auto count = in.read<std::uint64_t>();
  if (count > kMostWays) refuse();
  ways_.clear();
  for (std::uint64_t i = 0; i < count; ++i) {
    ways_.push_back({load_way(in)});
    Kept& kept = ways_.back();
    for (std::int32_t* number : {&kept.place, &kept.stride, &kept.used}) *number = in.read<std::int32_t>();
  }
  totals_ = in.read<WayTotals>();
  unpaid_ = in.read<std::int32_t>();
  stuck_ = in.read_vector<std::uint8_t>();
  for (std::int32_t* number : {&on_, &at_, &played_, &allowed_}) *number = in.read<std::int32_t>();
  paid_ = in.read<double>();
  if (on_ < -1 || on_ >= static_cast<std::int32_t>(count)) refuse();
}

}  // namespace spindash
