// SPDX-License-Identifier: MIT
// The device that a run computes on. Environments, the replay, everything drawn at random and all that is counted stay
// on the CPU; networks, what they see and what they make of it are on the device. Nothing here is needed where that is
// the CPU: every function then gives its argument back.
#pragma once

#include "nn/torch.h"

#include <optional>
#include <string>
#include <vector>

namespace spindash {

/// "cpu"; "cuda" or "cuda:<number>", whose library is loaded (nn/cuda_library.h); or the accelerator that registered
/// itself with LibTorch, by its name. Throws Error for another name, and where the device cannot be used.
/// CUDA must be asked for before the first tensor is made: LibTorch looks for it once.
torch::Device find_device(const std::string& name);

/// Moves every parameter and buffer in place: whoever holds one holds the moved one. For a module that is new: what was
/// computed by it before has no gradient any more.
void move_to(torch::nn::Module& module, torch::Device device);

/// A new module, moved.
template <class Module>
Module moved(Module module, torch::Device device) {
  move_to(*module, device);
  return module;
}

/// Waits until all that was asked of the device is done.
void synchronise(torch::Device device);

/// Tensors of one number each, on one device, as numbers: one copy brings all of them.
std::vector<double> numbers_of(const std::vector<torch::Tensor>& scalars);

/// Of tensors on the CPU that are copied to `device` again and again: pinned where that is faster.
torch::TensorOptions staging_options(torch::Device device, torch::ScalarType type);

/// Standard normal numbers as many as `like` has, on its device. All devices give the same ones: they are drawn on the
/// CPU, from `generator` or the program's own.
torch::Tensor draw_normal(const torch::Tensor& like, const std::optional<at::Generator>& generator);
/// The same of the exponential distribution of mean 1.
torch::Tensor draw_exponential(const torch::Tensor& like, const std::optional<at::Generator>& generator);

}  // namespace spindash
