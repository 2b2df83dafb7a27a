import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// Nothing is laid out in jsdom, so there is nowhere to scroll to.
Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  cleanup();
  localStorage.clear();
});
