/** Styles of the launcher and the panel; `!important` keeps rules of the host page out. */
export const launcherCss = `
:host{all:initial!important;position:fixed!important;inset:auto 20px 20px auto!important;z-index:2147483000!important;display:block!important;color-scheme:light dark!important;--accent:#4f46e5;--ink:#fff}
:host([data-theme=light]){color-scheme:light!important}
:host([data-theme=dark]){color-scheme:dark!important}
:host([data-left]){inset:auto auto 20px 20px!important}
*{box-sizing:border-box}
.launcher{position:relative;display:grid;place-items:center;width:56px;height:56px;margin:0;padding:0;border:0;border-radius:50%;background:var(--accent);color:var(--ink);cursor:pointer;box-shadow:0 6px 20px rgb(20 20 43/24%),0 1px 4px rgb(20 20 43/16%);transition:transform .16s,box-shadow .16s;-webkit-tap-highlight-color:transparent}
.launcher:hover{transform:translateY(-1px);box-shadow:0 10px 28px rgb(20 20 43/28%)}
.launcher:active{transform:scale(.96)}
.launcher:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
svg{grid-area:1/1;width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round;transition:opacity .16s,transform .16s}
.cross{opacity:0;transform:rotate(-40deg)}
:host([data-open]) .chat{opacity:0;transform:rotate(40deg)}
:host([data-open]) .cross{opacity:1;transform:none}
.badge{position:absolute;top:-3px;right:-3px;min-width:22px;padding:0 6px;border:2px solid #fff;border-radius:11px;background:#c81e1e;color:#fff;font:600 12px/18px system-ui,sans-serif;text-align:center}
.badge:empty{display:none}
.panel{position:absolute;color:CanvasText;right:0;bottom:72px;width:400px;height:min(680px,calc(100vh - 112px));max-width:calc(100vw - 40px);overflow:hidden;border-radius:18px;background:Canvas;box-shadow:0 18px 60px rgb(20 20 43/26%),0 0 0 1px rgb(20 20 43/7%);visibility:hidden;opacity:0;transform:translateY(10px) scale(.985);transform-origin:100% 100%;transition:opacity .18s,transform .18s,visibility 0s .18s,width .18s,height .18s}
:host([data-left]) .panel{right:auto;left:0;transform-origin:0 100%}
:host([data-wide]) .panel{width:620px;height:calc(100vh - 112px)}
:host([data-open]) .panel{visibility:visible;opacity:1;transform:none;transition-delay:0s}
p{position:absolute;inset:auto 32px 50%;margin:0;font:14px/1.5 system-ui,sans-serif;text-align:center;opacity:.7}
iframe{position:relative;display:block;width:100%;height:100%;border:0}
:host(:not([data-ready])) iframe{visibility:hidden}
@media(max-width:520px),(max-height:480px){:host([data-open]) .panel{position:fixed;inset:0;width:100%;max-width:none;height:100%;height:100dvh;border-radius:0}:host([data-open][data-ready]) .launcher{visibility:hidden}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{:host{display:none!important}}
`;
