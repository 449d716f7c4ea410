// SPDX-License-Identifier: MIT
#include "model/loss_balance.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spindash::loss_balance_test {
namespace {

BalanceConfig on() {
  BalanceConfig config;
  config.on = true;
  return config;
}

/// Losses that fall from their start by these amounts over 2000 updates.
void fall(LossBalance& balance, double vae, double dynamics, double inverse) {
  for (int i = 0; i < 2000; ++i) {
    const double left = std::exp(-i / 200.0);
    balance.note(3 + vae * left, -1 + dynamics * left, inverse * left);
  }
}

TEST(LossBalance, WeightedReductionsComeToTheirShares) {
  LossBalance balance(on());
  fall(balance, 2.0, 8.0, 0.02);
  EXPECT_NEAR(balance.weights().dynamics * 8.0, 0.5 * 2.0, 0.05);
  EXPECT_NEAR(balance.weights().inverse * 0.02, 0.25 * 2.0, 0.03);
}

TEST(LossBalance, OffItLeavesTheWeightsAlone) {
  LossBalance balance{BalanceConfig()};
  fall(balance, 2.0, 8.0, 0.02);
  EXPECT_EQ(balance.weights().dynamics, 1);
  EXPECT_EQ(balance.weights().inverse, 1);
}

TEST(LossBalance, ALossThatNeverFallsGetsNoMoreThanAHundredfold) {
  LossBalance balance(on());
  fall(balance, 2.0, 0.0, 0.0);
  EXPECT_LE(balance.weights().dynamics, 100);
  EXPECT_GT(balance.weights().dynamics, 90);
}

TEST(LossBalance, WhatIsNotFiniteIsNotNoted) {
  LossBalance one(on()), other(on());
  fall(one, 1, 1, 1);
  fall(other, 1, 1, 1);
  other.note(std::nan(""), 1, 1);
  EXPECT_EQ(one.weights().dynamics, other.weights().dynamics);
}

TEST(LossBalance, GoesOnFromWhatItSaved) {
  LossBalance one(on()), other(on());
  fall(one, 3, 2, 1);
  Bytes saved;
  ByteWriter out(saved);
  one.save(out);
  ByteReader in(saved, "balance");
  other.load(in);
  fall(one, 1, 2, 3);
  fall(other, 1, 2, 3);
  EXPECT_EQ(one.weights().dynamics, other.weights().dynamics);
  EXPECT_EQ(one.weights().inverse, other.weights().inverse);
}

}  // namespace
}  // namespace spindash::loss_balance_test
