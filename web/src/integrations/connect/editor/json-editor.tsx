/** A text of JSON with its schema at hand: names and words are suggested, faults are marked where they stand. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonLanguage, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "react";
import classes from "./json-editor.module.css";
import { type JsonSchema, schemaCompletion } from "./schema-completion.ts";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly describedBy: string | undefined;
  readonly isWrong: boolean;
  readonly value: string;
  readonly schema: JsonSchema;
  onChange(value: string): void;
  onLeave(): void;
}

const nonce = () => document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";

export function JsonEditor({ id, label, describedBy, isWrong, value, schema, onChange, onLeave }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const reported = useRef({ onChange, onLeave });
  reported.current = { onChange, onLeave };
  // A new one, in another language or with a fault to describe, goes on with the same text.
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => {
    if (!host.current) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          lineNumbers(),
          history(),
          json(),
          jsonLanguage.data.of({ autocomplete: schemaCompletion(schema) }),
          autocompletion({ activateOnTyping: true }),
          closeBrackets(),
          bracketMatching(),
          syntaxHighlighting(defaultHighlightStyle),
          linter(jsonLinter()),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
          EditorView.contentAttributes.of({
            id,
            "aria-label": label,
            spellcheck: "false",
            ...(describedBy !== undefined && { "aria-describedby": describedBy }),
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) reported.current.onChange(update.state.doc.toString());
          }),
          EditorView.domEventHandlers({ blur: () => reported.current.onLeave() }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [id, label, describedBy, schema]);
  // What an example or another tab put there; what is typed here is there already.
  useLayoutEffect(() => {
    const shown = view.current;
    if (!shown || shown.state.doc.toString() === value) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);
  // Code runs from left to right in every language.
  return <div ref={host} dir="ltr" className={classes.editor} data-wrong={isWrong || undefined} />;
}

/** An empty text is none, not a fault. */
function jsonLinter() {
  const parse = jsonParseLinter();
  return (view: EditorView) => (view.state.doc.toString().trim() === "" ? [] : parse(view));
}
