import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { at, START } from "../../testing/factories";
import { WaitClock } from "./WaitClock";

beforeEach(() => vi.useFakeTimers({ now: START + 10_000 }));
afterEach(() => vi.useRealTimers());

test("the clock runs by itself and turns red when the promise is broken", () => {
  render(<WaitClock since={at(0)} due={at(12)} />);
  const clock = screen.getByTestId("wait-clock");
  expect(clock.textContent).toBe("0:10");
  expect(clock.dataset["urgency"]).toBe("soon");
  act(() => {
    vi.advanceTimersByTime(3_000);
  });
  expect(clock.textContent).toBe("0:13");
  expect(clock.dataset["urgency"]).toBe("late");
});

test("one timer serves all clocks and ends with the last of them", () => {
  const many = render(
    <>
      <WaitClock since={at(0)} />
      <WaitClock since={at(5)} />
    </>,
  );
  expect(vi.getTimerCount()).toBe(1);
  many.unmount();
  expect(vi.getTimerCount()).toBe(0);
});
