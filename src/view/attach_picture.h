// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "nn/torch.h"
#include "web/message.h"

namespace spindash {

/// Adds a picture [H, W, 3] or, grey, [H, W]: uint8, contiguous, on the CPU.
void attach_picture(MessageWriter& message, std::string_view name, const torch::Tensor& picture);

}  // namespace spindash
