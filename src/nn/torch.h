// SPDX-License-Identifier: MIT
// The part of LibTorch that spindash uses, precompiled for every room that learns. <torch/torch.h> would double the
// time of each compile; take operations from the torch:: functions on tensors in place of torch::nn::functional.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>
#include <torch/optim/adam.h>
#include <torch/types.h>
#include <torch/utils.h>
