import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { expect, test } from "vitest";
import { FakePage } from "./fake-page";

const page = new FakePage();

test("a question asked back offers its choices as buttons until the visitor replies", async () => {
  await page.open();
  await page.write("export");
  await waitFor(() => expect(page.texts()).toEqual(["export"]));
  page.server.ask("Which of these do you mean?", ["Export deals", "Export contacts"]);
  fireEvent.click(await screen.findByRole("button", { name: "Export contacts" }));
  await waitFor(() => expect(page.texts().at(-1)).toBe("Export contacts"));
  expect(screen.queryByRole("button", { name: "Export deals" })).toBeNull();
});

test("a starter question opens a conversation and its answer cites its source", async () => {
  await page.open();
  fireEvent.click(await screen.findByRole("button", { name: "How do I import?" }));
  await waitFor(() => expect(page.texts()).toEqual(["How do I import?"]));
  page.server.answer("Open Import [1].");
  const citation = await screen.findByTestId("citation");
  expect(citation).toHaveProperty("href", `${location.origin}/docs/import#csv`);
  expect(citation.getAttribute("target")).toBe("_blank");
  fireEvent.focus(citation);
  expect(screen.getByRole("tooltip").textContent).toContain("Open Contacts and choose Import.");
});

test("waiting for a person can be asked for and withdrawn", async () => {
  await page.open();
  await page.write("hello");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  fireEvent.click(screen.getByTestId("handoff-button"));
  const card = await screen.findByTestId("waiting-card");
  expect(card.textContent).toContain("within 5\u00a0minutes");
  fireEvent.click(within(card).getByTestId("withdraw"));
  await waitFor(() => expect(screen.queryByTestId("waiting-card")).toBeNull());
  expect(screen.getByTestId("speaker").dataset.mode).toBe("ai");
});

test("an address that could not be saved stays in its field, and a saved one can be changed", async () => {
  await page.open();
  await page.write("hello");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  fireEvent.click(screen.getByTestId("handoff-button"));
  fireEvent.click(await screen.findByRole("button", { name: "Leave an email address" }));
  const field = screen.getByLabelText<HTMLInputElement>("Your email address");
  expect(document.activeElement).toBe(field);
  fireEvent.input(field, { target: { value: "ana@example.com" } });
  page.server.refuse = true;
  fireEvent.submit(field.form!);
  await screen.findByText(/That did not work/);
  expect(screen.getByLabelText<HTMLInputElement>("Your email address").value).toContain("ana@");
  page.server.refuse = false;
  fireEvent.submit(field.form!);
  fireEvent.click(await screen.findByRole("button", { name: "Change" }));
  expect(screen.getByLabelText<HTMLInputElement>("Your email address").value).toContain("ana@");
});

test("the keyboard is back in the field when what was pressed is gone", async () => {
  await page.open();
  await page.write("export");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  for (const pressed of ["handoff-button", "withdraw"]) {
    const button = await screen.findByTestId(pressed);
    button.focus();
    fireEvent.click(button);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("composer")));
  }
  page.server.ask("Which?", ["Deals"]);
  const choice = await screen.findByRole("button", { name: "Deals" });
  choice.focus();
  fireEvent.click(choice);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("composer")));
});

test("what the visitor thinks of an answer is still shown after a reload", async () => {
  await page.open();
  await page.write("hello");
  await waitFor(() => expect(page.server.messages).toHaveLength(1));
  page.server.answer("Open Import [1].");
  fireEvent.click(await screen.findByRole("button", { name: "Helpful" }));
  await waitFor(() => expect(localStorage.getItem("baton:key:rated")).not.toBeNull());
  page.leave();
  await page.open();
  const thumb = await screen.findByRole("button", { name: "Helpful" });
  expect(thumb.getAttribute("aria-pressed")).toBe("true");
});

test("an answer that comes while the visitor looks is not marked as new, however fast", async () => {
  page.server.prompt = "At once.";
  await page.open();
  await page.write("hello");
  await waitFor(() => expect(page.texts()).toEqual(["hello", "At once."]));
  expect(screen.queryByText("New")).toBeNull();
});

test("asking for a person before the first message sends that wish", async () => {
  await page.open();
  fireEvent.click(await screen.findByTestId("handoff-button"));
  await screen.findByTestId("waiting-card");
  expect(page.texts()[0]).toContain("talk to a person");
});

test("a takeover drops the draft, names the person and keeps later words of the AI out", async () => {
  await page.open();
  await page.write("hello");
  await waitFor(() => expect(page.server.readers).toBe(1));
  page.server.delta("Let me ");
  expect((await screen.findByTestId("draft")).textContent).toContain("Let me");
  page.server.takeOver();
  await waitFor(() => expect(screen.queryByTestId("draft")).toBeNull());
  page.server.delta("late");
  expect(screen.getByTestId("speaker").textContent).toContain("Maya Lindqvist");
  expect(screen.queryByTestId("draft")).toBeNull();
});

test("a finished answer is announced once; its words as they stream are not", async () => {
  await page.open();
  await page.write("hello");
  await waitFor(() => expect(page.server.readers).toBe(1));
  page.server.delta("Open ");
  expect((await screen.findByTestId("draft")).getAttribute("aria-hidden")).toBe("true");
  page.server.answer("Open Import.");
  await waitFor(() =>
    expect(screen.getAllByRole("status").some((n) => n.textContent === "Fern: Open Import.")).toBe(
      true,
    ),
  );
});

test("Enter does not send while an input method composes, nor with Shift", async () => {
  await page.open();
  const field = await screen.findByTestId("composer");
  fireEvent.input(field, { target: { value: "にほん" } });
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
  expect(page.server.messages).toHaveLength(0);
});
