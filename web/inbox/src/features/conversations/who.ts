/** "Kim, Alex and Sam are typing"; empty when nobody is. */
export function says(names: readonly string[], doing: string): string {
  if (names.length === 0) return "";
  const [last = "", ...others] = names.toReversed();
  const listed = others.length ? `${others.reverse().join(", ")} and ${last}` : last;
  return `${listed} ${names.length > 1 ? "are" : "is"} ${doing}`;
}

interface Here {
  id: string;
  name: string;
  state: string;
}

/** Who of the others is at a conversation, for its row; typing is what keeps one from writing too. */
export function whoIsHere(reps: readonly Here[], me: string, brief = false): string {
  const others = reps.filter(({ id, state }) => id !== me && state !== "away");
  const typing = others.filter(({ state }) => state === "typing");
  const told = typing.length ? typing : others;
  return says(
    told.map(({ name }) => (brief ? (name.split(/\s/)[0] ?? name) : name)),
    typing.length ? "typing" : "viewing",
  );
}
