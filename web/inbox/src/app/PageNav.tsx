import { Icon, type IconName } from "../ui/Icon";
import { goToPage, PAGES, type PageName } from "./route";
import styles from "./shell.module.css";

export const PAGE_NAMES: Record<PageName, [string, IconName]> = {
  inbox: ["Inbox", "note"],
  knowledge: ["Knowledge", "book"],
  gaps: ["Gaps", "gap"],
  answers: ["Answers", "sliders"],
};

/** The pages of the team. On a wide screen the inbox is not among them: its views stand above. */
export function PageNav({ page }: { page: PageName }) {
  return (
    <nav className={styles["pages"]} aria-label="Pages">
      <h2 className={styles["pagesTitle"]}>Assistant</h2>
      {PAGES.map((name) => {
        const [label, icon] = PAGE_NAMES[name];
        return (
          <button
            key={name}
            type="button"
            className={styles["pageLink"]}
            data-page={name}
            data-testid={`page-${name}`}
            aria-current={name === page ? "page" : undefined}
            onClick={() => goToPage(name)}
          >
            <Icon name={icon} />
            {label}
          </button>
        );
      })}
    </nav>
  );
}
