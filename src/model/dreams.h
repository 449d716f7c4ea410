// SPDX-License-Identifier: MIT
// Worlds that go on by the model's own predictions, many side by side, in latents: no picture is decoded (World Models,
// Ha and Schmidhuber 2018, sec. 4). A dream begins at a real moment. Each step the memory reads z and the action; its
// mixture says the next z, its heads what the step pays and whether the dream ends.
// Each dream draws from a stream of its own, so what it becomes depends on no other in the batch (but for the rounding
// of products of another shape), and the numbers of the streams are all the state there is of chance: the same on every
// device.
#pragma once

#include <span>

#include "base/bytes.h"
#include "model/mdn_rnn.h"
#include "model/mixture_draw.h"

namespace spindash {

/// B moments as the controller has them before it chooses.
struct Moments {
  torch::Tensor z, previous_z;  ///< [B, Z]; previous_z is z where an episode begins
  LstmState memory;             ///< [B, H] of all before z
  torch::Tensor last_actions;   ///< [B] int64, -1 where an episode begins
  torch::Tensor since_reward;   ///< [B] float, steps since one paid (model/since_reward.h)
  /// Where episodes begin that show z [B, Z].
  static Moments beginning(const torch::Tensor& z, const LstmState& empty);
  /// The same of every tensor.
  template <class Of>
  Moments each(const Of& of) const {
    return {of(z), of(previous_z), {of(memory.h), of(memory.c)}, of(last_actions), of(since_reward)};
  }
  /// Moments [begin, end): the same memory.
  Moments part(int64_t begin, int64_t end) const;
  /// Each `times` times, neighbours beside each other: 0, 0, 1, 1, ...
  Moments repeated(int64_t times) const;
  /// Moments index[0], index[1], ...
  Moments rows(const torch::Tensor& index) const;
  void save(ByteWriter& out) const;
  void load(ByteReader& in, torch::Device device);
};

class Dreams {
 public:
  /// What a step brings, each [B].
  struct Step {
    torch::Tensor rewards;     ///< float, in the replay's units; zeros where the memory has no heads
    torch::Tensor end_logits;  ///< float, log-odds that the step ends the episode, at temperature 1
    torch::Tensor terminated;  ///< bool, drawn
  };

  /// `memory` is shared. `end_weight` is that of the loss which its head was fitted by (dynamics_loss.h): it multiplies
  /// the odds of an end, which is undone here. `bfloat16`: the type it computes in.
  Dreams(MdnRnn memory, double end_weight, bool bfloat16);

  /// Dreams begin at `moments`, on the memory's device; dream i is stream streams[i], and the same stream the same
  /// dream.
  void begin(Moments moments, std::span<const std::uint64_t> streams);
  /// Takes actions [B] int64. A temperature tau divides the logits of the components and of the end, and multiplies the
  /// variances: 1 is what the model believes; at 0 the likeliest component's mean comes, and the end where it is the
  /// likelier: nothing is left to chance. Ends are drawn, not cut off at one half: a danger of one in five a step would
  /// else never kill.
  Step step(const torch::Tensor& actions, double temperature);
  /// Puts z [B, Z] in place of what was foretold: the dreamer looks.
  void see(const torch::Tensor& z) { now_.z = z; }
  const Moments& now() const { return now_; }

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  void draw_noise();
  torch::Device device() const { return now_.z.device(); }

  MdnRnn memory_;
  double end_shift_;  // what the weight of ends added to their log-odds
  bool bfloat16_;
  Moments now_;
  std::vector<std::uint64_t> streams_;  // by dream, moved on at every step
  MixtureNoise noise_;                  // [B, Z], of this step, made on the CPU
  torch::Tensor end_noise_;             // [B] uniform, likewise
};

}  // namespace spindash
