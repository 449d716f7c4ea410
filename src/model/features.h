// SPDX-License-Identifier: MIT
// What the controller sees: from the environments' observations to the input of its network. Two kinds: the pictures
// themselves, or a frozen snapshot of the world model: z of this and the previous frame, and the memory h, each divided
// to unit deviation; or both, the pictures as the map and the model's numbers as the vector. A snapshot changes only by
// refresh() or follow(), so that features do not drift under a policy being trained unless that is asked for. A
// Features keeps the running episodes of its environments; several may share a FrozenModel from several threads.
#pragma once

#include <memory>

#include "config/section.h"
#include "model/dreams.h"
#include "model/since_reward.h"
#include "model/world_model.h"
#include "replay/replay.h"

namespace spindash {

struct FeatureConfig : Section {
  Field<std::string> source{this, "source", "z+h", Choices{"z", "h", "z+h", "pixels", "pixels+h", "pixels+z+h"},
                            "What the controller sees: latents z, memory h, the pixels, or several of them."};
  Field<int> frames{this, "frames", 2, range(1, 2), "Latents seen: of this frame, or of this and the previous one."};
  Field<bool> last_action{this, "last_action", true,
                          "Whether it is told the action taken before: a button still held starts no jump."};
  Field<bool> standardise{this, "standardise", true,
                          "Whether latents and memory are brought to mean 0 and deviation 1, or seen as they are."};
  Field<bool> since_reward{
      this, "since_reward", false,
      "Whether it is told how many steps ago the game last paid: the way back from the way there."};
  bool sees_pixels() const { return source().starts_with("pixels"); }
  bool sees_latents() const { return source == "z" || source().ends_with("z+h"); }
  bool sees_memory() const { return source().ends_with("h"); }
};

/// Input of the controller's network for B environments; an undefined part is absent.
struct AgentInput {
  torch::Tensor map;     ///< [B, H, W, C] features, or uint8 where pixels
  torch::Tensor vector;  ///< [B, V]
  AgentInput rows(const torch::Tensor& index) const;
  /// Features as float, whatever they are computed in; pixels as they are.
  AgentInput in_float() const;
};

struct AgentInputShape {
  bool pixels = false;
  int64_t channels = 0, height = 0, width = 0;  ///< of the map; 0 channels: no map
  int64_t vector = 0;
  torch::ScalarType type = torch::kFloat;  ///< of features: float or bfloat16
  torch::Device device = torch::kCPU;      ///< where inputs are
};

class Features {
 public:
  virtual ~Features() = default;
  virtual AgentInputShape shape() const = 0;
  /// Forgets all episodes; N environments follow.
  virtual void begin(int64_t environments) = 0;
  /// observations [N, H, W, C] uint8, first [N] bool, rewards [N] of the step before (undefined: as if it paid): on the
  /// CPU or on the device of the inputs, as all that follow.
  virtual AgentInput observe(const torch::Tensor& observations, const torch::Tensor& first,
                             const torch::Tensor& rewards = {}) = 0;
  /// The actions taken at what was observed last: [N] int64.
  virtual void act(const torch::Tensor& actions) = 0;
  /// After act(): the input had environments `index` [M] seen `observations` [M, H, W, C] and earned `rewards` [M]
  /// next; changes nothing.
  virtual AgentInput peek(const torch::Tensor& observations, const torch::Tensor& rewards,
                          const torch::Tensor& index) = 0;
  /// The memory before what was observed last is read, [N, H] each; undefined where there is none.
  virtual LstmState memory() const { return {}; }
  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;
};

/// The observations themselves, on the CPU not copied: an input is valid until their memory is written again.
class PixelFeatures : public Features {
 public:
  explicit PixelFeatures(const ObservationShape& shape, torch::Device device = torch::kCPU, bool since_reward = false)
      : shape_(shape), device_(device), use_since_reward_(since_reward) {}
  AgentInputShape shape() const override {
    return {true,          shape_.channels, shape_.height, shape_.width, use_since_reward_ ? kSinceRewardNumbers : 0,
            torch::kFloat, device_};
  }
  void begin(int64_t environments) override;
  AgentInput observe(const torch::Tensor& observations, const torch::Tensor& first,
                     const torch::Tensor& rewards = {}) override;
  void act(const torch::Tensor& /*actions*/) override {}
  AgentInput peek(const torch::Tensor& observations, const torch::Tensor& rewards, const torch::Tensor& index) override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  AgentInput input(const torch::Tensor& observations, const torch::Tensor& since_reward) const;

  ObservationShape shape_;
  torch::Device device_;
  bool use_since_reward_;
  torch::Tensor since_reward_;  // [N]
};

/// The snapshot that all WorldModelFeatures of a run share: weights, and the features' means and deviations.
class FrozenModel {
 public:
  FrozenModel(const FeatureConfig& config, const WorldModelConfig& model, const ObservationShape& shape,
              int64_t actions, bool bfloat16, const FaultConfig& faults = {}, torch::Device device = torch::kCPU);

  /// Takes the weights of `live` and measures means and deviations on `replay`, where features are standardised.
  void refresh(WorldModel& live, const Replay& replay, Random& random);
  /// Takes the weights of `live` and nothing else.
  void follow(WorldModel& live);

  AgentInputShape input_shape() const { return input_shape_; }
  torch::Device device() const { return input_shape_.device; }
  /// observations [B, H, W, C] uint8 -> mean of z, [B, Z].
  torch::Tensor encode(const torch::Tensor& observations);
  /// The memory after z [B, Z] and actions [B]; as it was where the controller does not see h.
  LstmState remember(const torch::Tensor& z, const torch::Tensor& actions, const LstmState& state);
  /// What the controller sees of B moments; of observations [B, H, W, C] too, where it sees pixels.
  AgentInput assemble(const Moments& now, const torch::Tensor& observations = {});
  /// What is left after watching `seen` [T, B], T > 1, its last observation included and the memory empty before it.
  Moments moments(const SequenceBatch& seen);
  /// Dreams by the snapshot's memory, which they share.
  Dreams dreams() const { return Dreams(memory_, end_weight_, bfloat16_); }
  /// Whether an episode's end leaves the memory as it is (fault 4 of docs/seed.md).
  bool never_resets() const { return never_reset_; }
  int64_t latent_size() { return model_->vae()->latent_size(); }
  /// Another number whenever its weights are others.
  int64_t version() const { return version_; }
  LstmState zero_state(int64_t batch) { return model_->rnn()->zero_state(batch); }

  /// Weights and statistics by name, for checkpoints; set_weights throws Error where names or shapes differ.
  std::map<std::string, torch::Tensor> weights() const;
  void set_weights(std::map<std::string, torch::Tensor> all);

 private:
  void convert_memory();

  bool use_pixels_, use_z_, use_h_, use_action_, use_since_reward_, standardise_, cell_state_, never_reset_;
  bool z_is_map_ = false;  // where it is a map and the only one: else part of the vector
  int64_t actions_;
  int64_t frames_;
  int64_t version_ = 0;
  bool bfloat16_;
  double end_weight_;
  WorldModel model_;
  MdnRnn memory_;  // the model's, its weights in the type that it computes in: not converted at every step
  AgentInputShape input_shape_;
  // Per latent channel (map) or number (flat), and per number of h.
  torch::Tensor z_mean_, z_deviation_, h_mean_, h_deviation_;
};

class WorldModelFeatures : public Features {
 public:
  explicit WorldModelFeatures(std::shared_ptr<FrozenModel> model) : model_(std::move(model)) {}

  AgentInputShape shape() const override { return model_->input_shape(); }
  void begin(int64_t environments) override;
  AgentInput observe(const torch::Tensor& observations, const torch::Tensor& first,
                     const torch::Tensor& rewards = {}) override;
  void act(const torch::Tensor& actions) override;
  AgentInput peek(const torch::Tensor& observations, const torch::Tensor& rewards, const torch::Tensor& index) override;
  LstmState memory() const override { return now_.memory; }
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  std::shared_ptr<FrozenModel> model_;
  Moments now_;  // of the N running episodes
};

}  // namespace spindash
