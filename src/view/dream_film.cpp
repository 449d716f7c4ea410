// SPDX-License-Identifier: MIT
#include "view/dream_film.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "env/game_picture.h"
#include "env/games.h"
#include "io/film.h"
#include "io/text_overlay.h"
#include "web/frame_clock.h"

namespace spindash {

namespace {

constexpr double kDreamSeconds = 4;  // then the model wakes
constexpr int kPane = 256;           // pixels: an observation is enlarged to about so much
constexpr int kGap = 8, kCaption = 28;
constexpr Colour kPlain = {230, 230, 230}, kDreaming = {160, 220, 255}, kWrong = {255, 120, 110};

/// Panes beside each other, each with a caption below it.
class Panes {
 public:
  Panes(const std::filesystem::path& file, ScreenSize screen, const ObservationShape& shape, int fps)
      : times_(std::max(1, kPane / shape.height)),
        height_(std::max(screen.height, shape.height * times_)),
        game_(screen),
        small_(shape.width, shape.height),
        sheet_(even(screen.width + 2 * (kGap + shape.width * times_)), even(height_ + kCaption)),
        film_(make_film(file, sheet_.width, sheet_.height, fps)) {}

  void begin() {
    std::fill(sheet_.pixels.begin(), sheet_.pixels.end(), std::uint8_t{0});
    left_ = 0;
  }
  void add(const Game& game, std::string_view caption) { add(game_.draw(game), caption, kPlain); }
  /// `picture` [H, W, 3] uint8.
  void add(const torch::Tensor& picture, std::string_view caption, Colour colour) {
    std::copy_n(picture.data_ptr<std::uint8_t>(), small_.pixels.size(), small_.pixels.data());
    add(enlarge(small_, times_), caption, colour);
  }
  void end() { film_->add(sheet_); }
  Film& film() { return *film_; }

 private:
  static int even(int side) { return side + side % 2; }
  void add(const Picture& picture, std::string_view caption, Colour colour) {
    paste(sheet_, picture, left_, (height_ - picture.height) / 2);
    draw_text(sheet_, left_ + 2, height_ + (kCaption - text_height(2)) / 2, caption, 2, colour);
    left_ += picture.width + kGap;
  }

  int times_, height_, left_ = 0;
  GamePicture game_;
  Picture small_, sheet_;
  std::unique_ptr<Film> film_;
};

}  // namespace

DreamFilm film_dream(const DreamPlan& plan, int seconds, const std::filesystem::path& file,
                     const std::function<bool()>& stop) {
  LoadedAgent parts = load_agent_parts(plan.run);
  Mind mind = load_mind(parts);
  const RunConfig config = parts.config;
  const ObservationShape shape = parts.shape;
  const std::unique_ptr<Policy> agent = make_policy(std::move(parts));
  agent->begin(1, mix_bits(~plan.seed));
  Dream dream(config, make_games(plan.set)(), mind, plan.seed);
  const Game& game = dream.env().game();
  const double step_seconds = config.wrap->frame_skip / kFramesPerSecond;
  const int dream_steps = static_cast<int>(kDreamSeconds / step_seconds);
  Panes panes(file, game.screen(), shape, static_cast<int>(1 / step_seconds));

  DreamFilm made;
  made.level = game.levels()[game.level()];
  const int steps = static_cast<int>(seconds / step_seconds);
  float reward = 0;
  double believed = 0;
  bool ended = false;
  for (int i = 0, awake = 0; i < steps && !ended && !stop(); ++i) {
    const std::uint8_t first = i == 0 ? 1 : 0;
    std::int64_t action = 0;
    agent->act({dream.observation(), {&first, 1}, {&reward, 1}}, {&action, 1});
    if (!dream.dreaming() && awake++ == Dream::kWarmUp) dream.fall_asleep();
    const DreamStep step = dream.step(static_cast<std::size_t>(action), plan.temperature);
    reward = static_cast<float>(step.real_reward);
    ended = step.real_ended;
    const int wrong = dream.wrong_since();
    panes.begin();
    panes.add(game, fmt::format("{} score {:.0f}", made.level, game.status().score));
    panes.add(step.real, "what it gets", kPlain);
    if (!dream.dreaming()) {
      panes.add(step.dreamed, "awake", kPlain);
    } else if (wrong == 0) {
      panes.add(step.dreamed, fmt::format("dream {:.1f} s", dream.steps() * step_seconds), kDreaming);
    } else {
      panes.add(step.dreamed, fmt::format("wrong at {:.1f} s", wrong * step_seconds), kWrong);
    }
    panes.end();
    if (dream.dreaming() && dream.steps() == dream_steps) {
      ++made.dreams;
      believed += (wrong == 0 ? dream_steps : wrong) * step_seconds;
      dream.wake_up();
      awake = 0;
    }
  }
  panes.film().finish();
  made.frames = panes.film().frames();
  if (made.dreams > 0) made.believable = believed / made.dreams;
  return made;
}

}  // namespace spindash
