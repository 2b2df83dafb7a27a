import { fireEvent, screen, waitFor } from "@testing-library/preact";
import { expect, test, vi } from "vitest";
import { FakePage } from "./fake-page";

const page = new FakePage();

test("a message is kept over a reload while the server is away, and sent once", async () => {
  await page.open();
  await page.write("first");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  page.server.down = true;
  await page.write("second");
  await waitFor(() => expect(page.texts()).toHaveLength(2));
  page.leave();
  page.server.down = false;
  await page.open();
  await waitFor(() =>
    expect(page.server.messages.map(({ text }) => text)).toEqual(["first", "second"]),
  );
  await waitFor(() =>
    expect(screen.getAllByTestId("message").map((row) => row.dataset.state)).toEqual([
      "sent",
      "sent",
    ]),
  );
});

test("without a connection the visitor is told that the message is kept", async () => {
  await page.open();
  await page.write("first");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  page.server.down = true;
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  await page.write("second");
  expect(await screen.findByText(/No connection\. Your message is kept/)).toBeDefined();
  online.mockReturnValue(true);
  page.server.down = false;
  fireEvent(window, new Event("online"));
  await waitFor(() => expect(page.server.messages).toHaveLength(2));
  await waitFor(() => expect(screen.queryByText(/No connection/)).toBeNull());
  online.mockRestore();
});

test("with a connection a slow server is not called a lost one", async () => {
  await page.open();
  await page.write("first");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  page.server.down = true;
  vi.useFakeTimers({ now: Date.now() + 6_000, toFake: ["Date"] });
  await page.write("second");
  vi.setSystemTime(Date.now() + 6_000);
  expect(await screen.findByText(/takes longer than usual\. Your message is kept/)).toBeDefined();
  vi.useRealTimers();
});

test("a refused message says so and can be sent again", async () => {
  await page.open();
  await page.write("hello");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  page.server.refuse = true;
  await page.write("again");
  const retry = await screen.findByRole("button", { name: "Try again" });
  expect(screen.getAllByTestId("message").at(-1)?.dataset.state).toBe("failed");
  page.server.refuse = false;
  fireEvent.click(retry);
  await waitFor(() => expect(page.server.messages.at(-1)?.text).toBe("again"));
});

test("when the chat cannot be reached there is a way to try again", async () => {
  page.server.down = true;
  await page.open();
  const again = await screen.findByRole("button", { name: "Try again" });
  page.server.down = false;
  fireEvent.click(again);
  expect(await screen.findByTestId("composer")).toBeDefined();
});

test("a page that names no assistant is told so, and nobody is asked to try again", async () => {
  page.server.absent = true;
  await page.open();
  expect(await screen.findByText(/No assistant has the key “key”/)).toBeDefined();
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
});

test("an address that the visitor types is a link before and after it is stored", async () => {
  await page.open();
  page.server.down = true;
  await page.write("It is https://shop.example/a.");
  const link = await screen.findByRole("link", { name: "https://shop.example/a" });
  expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  page.server.down = false;
  fireEvent(window, new Event("online"));
  await waitFor(() => expect(screen.getByTestId("message").dataset.state).toBe("sent"));
  expect(screen.getByRole("link", { name: "https://shop.example/a" })).toBeDefined();
});
