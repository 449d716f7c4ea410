// SPDX-License-Identifier: MIT
#include "env/retro/demonstration.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "env/retro/emulator_game.h"
#include "env/retro/movie.h"
#include "env/retro/retro.h"
#include "env/wrap/action_set.h"
#include "env/wrap/area_resize.h"
#include "env/wrap/frame_stack.h"
#include "io/atomic_file.h"

namespace spindash {

namespace fs = std::filesystem;
using retro::Machine;

namespace {

constexpr std::uintmax_t kLargestMovie = std::uintmax_t{256} << 20;
constexpr auto kEnding = ".bk2";

/// The screen as an agent sees it.
class Sight {
 public:
  Sight(ScreenSize screen, const EnvConfig& config)
      : resize_(screen, {config.width, config.height}),
        screen_(static_cast<std::size_t>(screen.width) * screen.height),
        stack_(config.stack, static_cast<std::size_t>(config.width) * config.height),
        observation_(static_cast<std::size_t>(config.width) * config.height * 3 * config.stack) {}

  std::span<const std::uint8_t> observe(const Machine& machine, bool first) {
    machine.draw(screen_);
    resize_(screen_, stack_.next());
    stack_.push();
    if (first) stack_.fill();
    stack_.stack(observation_);
    return observation_;
  }

 private:
  AreaResize resize_;
  std::vector<Pixel> screen_;
  FrameStack stack_;
  std::vector<std::uint8_t> observation_;
};

/// The action held longest; of two held as long, the later one.
std::size_t main_action(std::span<const std::size_t> actions) {
  std::size_t longest = actions.front();
  for (const std::size_t action : actions)
    if (std::ranges::count(actions, action) >= std::ranges::count(actions, longest)) longest = action;
  return longest;
}

}  // namespace

bool names_movies(const fs::path& path) {
  return path.extension() == kEnding || fs::is_directory(path);
}

std::vector<fs::path> find_movies(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> movies;
  for (const auto& entry : fs::directory_iterator(path))
    if (entry.path().extension() == kEnding) movies.push_back(entry.path());
  if (movies.empty()) throw Error(path.string(), "there is no movie in it", "movies are .bk2 files");
  std::ranges::sort(movies);
  return movies;
}

void play_demonstration(const fs::path& movie, const EnvConfig& config, std::string_view reward,
                        const std::function<bool(const DemonstrationStep&)>& sink) {
  const retro::Library library(retro::library_folder());
  const retro::Movie played = retro::read_movie(read_file(movie, kLargestMovie), movie.string(), library);
  Machine machine = machine_for(played, library, retro::usual_scenario(library.game(played.game)));
  machine.reset();
  const ActionSet set = make_action_set(config.actions());
  const auto skip = static_cast<std::size_t>(config.frame_skip());
  Sight sight(machine.screen(), config);
  retro::EpisodeSum sum;
  std::vector<std::size_t> actions;
  DemonstrationStep step{sight.observe(machine, true)};
  for (std::size_t frame = 1; frame < played.frames.size() && !step.terminated; ++frame) {
    machine.step(played.frames[frame]);
    const float paid = machine.reward(), above = sum.add(paid);
    step.reward += reward == "best" ? above : paid;
    step.terminated = machine.done();
    actions.push_back(nearest_action(set.buttons, played.frames[frame]));
    if (actions.size() < skip && !step.terminated) continue;
    step.action = static_cast<std::int64_t>(main_action(actions));
    step.reward *= static_cast<float>(config.reward_scale());
    if (!sink(step)) return;
    actions.clear();
    step.reward = 0;
    sight.observe(machine, false);
  }
}

}  // namespace spindash
