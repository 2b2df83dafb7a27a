import "@baton/shared/tokens.css";
import "./app/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { layHistory } from "./app/route";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element #root.");
layHistory();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
