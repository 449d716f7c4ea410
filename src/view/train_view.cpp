// SPDX-License-Identifier: MIT
#include "view/train_view.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "train/learner.h"
#include "view/glimpse_message.h"
#include "web/scene.h"
#include "web/stage.h"

namespace spindash {

namespace {

constexpr double kQuickest = 1.0 / 15, kBetweenPlaces = 0.5, kBetweenModels = 2;
constexpr std::size_t kNoStage = static_cast<std::size_t>(-1);

double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

bool Due::now(double seconds_between) {
  const std::int64_t time = std::chrono::steady_clock::now().time_since_epoch().count();
  std::int64_t due = at_.load(std::memory_order_relaxed);
  return time >= due && at_.compare_exchange_strong(due, time + static_cast<std::int64_t>(1e9 * seconds_between));
}

TrainView::TrainView(Learner& learner, const std::filesystem::path& run, const ServerOptions& options)
    : learner_(learner),
      game_(learner.games()),
      curves_(run),
      stages_(game_->levels().size()),
      stage_shown_(kNoStage),
      places_due_(static_cast<std::size_t>(learner.config.environments())),
      places_(static_cast<std::size_t>(learner.config.environments())) {
  if (learner.frozen) {
    mind_.emplace(learner.config, learner.shape, static_cast<int64_t>(learner.action_names.size()));
    mind_->set_weights(learner.frozen->weights());
  }
  server_ = std::make_unique<Server>(options, [this](const Command& command) { obey(command); });
  Scene scene;
  scene.mode = "train";
  scene.title = run.filename().empty() ? run.parent_path().filename().string() : run.filename().string();
  scene.actions = learner.action_names;
  scene.environments = learner.config.environments;
  scene.run = run.string();
  server_->publish(Channel::kScene, scene_message(scene));
  thread_ = std::thread([this] { work(); });
  watch_learner(learner, this);
}

TrainView::~TrainView() {
  watch_learner(learner_, nullptr);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Spectator::Wish TrainView::wish(int64_t begin, int64_t end, int64_t model_version) {
  Wish wish;
  if (server_->viewers() == 0) return wish;
  const int64_t followed = followed_.load(std::memory_order_relaxed);
  if (followed >= begin && followed < end && step_due_.now(pause_.load(std::memory_order_relaxed)))
    wish.environment = followed;
  wish.places = places_due_[static_cast<std::size_t>(begin)].now(kBetweenPlaces);
  wish.model = model_version != model_version_.load(std::memory_order_relaxed) && model_due_.now(kBetweenModels);
  return wish;
}

void TrainView::see_step(Glimpse glimpse, const Game& game) {
  Seen seen;
  const ScreenSize size = game.screen();
  seen.pixels.resize(static_cast<std::size_t>(size.width) * size.height);
  game.draw(seen.pixels);
  seen.status = game.status();
  seen.level = game.level();
  seen.glimpse = std::move(glimpse);
  {
    const std::lock_guard lock(mutex_);
    seen_ = std::move(seen);
  }
  wake_.notify_one();
}

void TrainView::see_places(int64_t begin, std::vector<Place> places) {
  const std::lock_guard lock(mutex_);
  std::copy(places.begin(), places.end(), places_.begin() + begin);
}

void TrainView::see_model(std::map<std::string, torch::Tensor> weights, int64_t version) {
  model_version_ = version;
  const std::lock_guard lock(mutex_);
  weights_ = std::move(weights);
}

void TrainView::obey(const Command& command) {
  if (command.word == "follow" && command.number >= 0 && command.number < learner_.config.environments)
    followed_ = static_cast<int64_t>(command.number);
}

void TrainView::work() {
  // Who trains comes first.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
  const double processors = std::max(1U, std::thread::hardware_concurrency());
  Due curves_due, belief_due;
  double belief_pause = kQuickest;
  while (true) {
    std::optional<Seen> seen;
    std::map<std::string, torch::Tensor> weights;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, std::chrono::milliseconds(500), [this] { return ending_ || seen_.has_value(); });
      if (ending_) return;
      seen = std::exchange(seen_, std::nullopt);
      weights = std::exchange(weights_, {});
    }
    if (server_->viewers() == 0) continue;
    if (curves_due.now(1)) show_curves();
    if (!weights.empty() && mind_) mind_->set_weights(weights);
    if (!seen) continue;
    if (seen->level != stage_shown_) show_stage(seen->level);
    // The game's picture is quickly made, what the model believes is not: each keeps to a share of its own.
    const bool believing = mind_.has_value() && belief_due.now(belief_pause);
    const double start = thread_seconds();
    show(*seen, believing);
    const double pause = std::max(kQuickest, (thread_seconds() - start) / (kShare * processors));
    if (believing) {
      belief_pause = pause;
    } else {
      pause_ = pause;
    }
  }
}

void TrainView::show_curves() {
  if (curves_.read_more()) server_->publish(Channel::kCurves, curves_.message());
}

void TrainView::show_stage(std::size_t level) {
  if (!stages_[level]) {
    game_->reset(level);
    stages_[level] = stage_message(*game_);
  }
  server_->publish(Channel::kStage, stages_[level]);
  stage_shown_ = level;
}

void TrainView::show(const Seen& seen, bool believing) {
  std::vector<Place> places;
  {
    const std::lock_guard lock(mutex_);
    places = places_;
  }
  MessageWriter message("frame");
  auto& fields = message.fields();
  put_status(fields, game_->levels()[seen.level], seen.level, seen.status);
  fields["environment"] = seen.glimpse.environment;
  auto& others = fields["others"] = nlohmann::json::array();
  auto& everyone = fields["everyone"] = nlohmann::json::array();
  for (const Place& place : places) {
    everyone.push_back(place.progress);
    if (place.level == seen.level) others.push_back({place.x, place.y});
  }
  if (believing || !mind_) put_glimpse(message, seen.glimpse);
  if (believing) put_belief(message, mind_->explain(seen.glimpse), mind_->latent());
  const ScreenSize size = game_->screen();
  message.attach("game", "png", size.width, size.height, png_.encode(seen.pixels, size));
  server_->publish(Channel::kFrame, message.finish());
}

}  // namespace spindash
