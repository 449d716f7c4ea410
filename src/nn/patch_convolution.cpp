// SPDX-License-Identifier: MIT
#include "nn/patch_convolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include "nn/precision.h"

namespace spindash {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

namespace {

/// weight [O, C, k, k], channels-last in memory, as [O, k * k * C]: the same memory.
Tensor as_matrix(const Tensor& weight) {
  return weight.permute({0, 2, 3, 1}).reshape({weight.size(0), -1});
}

/// The other way round, for gradients of a weight of this shape.
Tensor as_weight(const Tensor& matrix, at::IntArrayRef shape) {
  return matrix.view({shape[0], shape[2], shape[3], shape[1]}).permute({0, 3, 1, 2});
}

/// The gradient before the activation, contiguous. `output`: the activation's; undefined where there is none.
Tensor through_activation(const Tensor& gradient, const Tensor& output) {
  if (!output.defined()) return gradient.contiguous();
  return at::threshold_backward(gradient, output, 0).contiguous();
}

struct Convolution : torch::autograd::Function<Convolution> {
  static Tensor forward(AutogradContext* context, const Tensor& pictures, const Tensor& weight, const Tensor& bias,
                        const PatchGrid& grid, bool relu) {
    const Tensor patches = gather_patches(pictures, grid, weight.scalar_type());
    Tensor output = at::linear(patches, as_matrix(weight), bias);
    if (relu) output.relu_();
    output = output.view({pictures.size(0), grid.patches(pictures.size(1)), grid.patches(pictures.size(2)), -1});
    save_grid(*context, grid);
    context->saved_data["shape"] = pictures.sizes();
    context->save_for_backward({patches, weight, relu ? output : Tensor()});
    return output;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &patches = saved[0], &weight = saved[1];
    const Tensor gradient = through_activation(gradients[0], saved[2]).view({patches.size(0), -1});
    Tensor to_pictures;
    if (context->needs_input_grad(0)) {
      to_pictures = scatter_patches(torch::mm(gradient, as_matrix(weight)), saved_grid(*context),
                                    context->saved_data["shape"].toIntVector());
    }
    return {to_pictures, as_weight(torch::mm(gradient.t(), patches), weight.sizes()), gradient.sum(0), {}, {}};
  }
};

/// LibTorch's own convolution, which other devices than the CPU are good at.
Tensor convolve_by_torch(torch::nn::Conv2d& layer, const Tensor& pictures, torch::ScalarType type,
                         Activation activation) {
  const bool bytes = pictures.scalar_type() == torch::kByte;
  const Tensor seen = bytes ? pictures.to(type).div(255.0) : pictures.to(type);
  const Tensor map = layer->forward(seen.permute({0, 3, 1, 2}));
  return (activation == Activation::kRelu ? torch::relu(map) : map).permute({0, 2, 3, 1});
}

}  // namespace

Tensor convolve(torch::nn::Conv2d& layer, const Tensor& pictures, Activation activation) {
  TORCH_CHECK(activation != Activation::kSilu, "convolve() applies ReLU or nothing");
  const auto type = product_type(pictures);
  if (!pictures.is_cpu()) return convolve_by_torch(layer, pictures, type, activation);
  if (convolves_directly(layer, pictures, activation)) return convolve_directly(layer, pictures, activation);
  const bool bytes = pictures.scalar_type() == torch::kByte;
  return Convolution::apply(bytes ? pictures.contiguous() : pictures.to(type).contiguous(), layer->weight.to(type),
                            layer->bias.to(type), grid_of(layer), activation == Activation::kRelu);
}

}  // namespace spindash
