// SPDX-License-Identifier: MIT
#include "nn/cuda_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "io/test_folder.h"

namespace spindash::cuda_library_test {
namespace {

TEST(CudaLibrary, WhereItIsMissingOneLineSaysHowToGetIt) {
  const TestFolder folder;
  try {
    load_cuda(folder.path());
    FAIL() << "a library was found in an empty folder";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::HasSubstr("libtorch_cuda.so"), testing::HasSubstr("tools/setup --cuda")));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace spindash::cuda_library_test
