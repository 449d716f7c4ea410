// SPDX-License-Identifier: MIT
#include "view/attach_picture.h"

#include "nn/span_of.h"

namespace spindash {

void attach_picture(MessageWriter& message, std::string_view name, const torch::Tensor& picture) {
  message.attach(name, picture.dim() == 3 ? "rgb" : "grey", static_cast<int>(picture.size(1)),
                 static_cast<int>(picture.size(0)), span_of<std::uint8_t>(picture));
}

}  // namespace spindash
