// SPDX-License-Identifier: MIT
// Weights that PyTorch saved under the reference system's names (docs/seed.md), for a world model with the seed layers.
#pragma once

#include <map>
#include <string>

#include "model/world_model.h"

namespace spindash {

/// Copies the parts that `from` holds - autoencoder, MDN-RNN, inverse model - into `model`, each whole; names may begin
/// with the part's (vae., mdnrnn., finv.) or not, as in the reference's separate files. Returns how many parts there
/// were. Throws Error naming `where` for a name or a shape that does not fit, a part that is not whole, and for none.
int import_seed_weights(const std::map<std::string, torch::Tensor>& from, const std::string& where, WorldModel& model);

}  // namespace spindash
