/** Something a person asks of the hub: runs once at a time, says how it went, keeps what was typed when it is refused. */
import { type QueryKey, useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { wasEdited } from "../data/hub.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { notify } from "./notices.ts";

export interface ActionOptions<Input, Answer> {
  /** For whoever waits for it elsewhere on the page (`useIsRunning`). */
  readonly name?: string;
  run(input: Input): Promise<Answer>;
  /** What it changed: read again after success, before `done`, so that nobody goes on from old values. */
  renews?: readonly QueryKey[];
  /** After success; where it leads. */
  done?(answer: Answer, input: Input): unknown;
  /** Said to the person after success. */
  said?: string | ((answer: Answer, input: Input) => string);
  /** True: the caller shows the failure itself, at the field. */
  isQuietFailure?: boolean;
  /** Shown at once, before the hub answered; what it answers takes it back when the hub refuses. */
  optimistic?(input: Input): () => void;
  /** Offered after success for some seconds. */
  undo?: { readonly label: string; run(answer: Answer, input: Input): unknown };
}

export interface Action<Input, Answer> {
  start(input: Input): void;
  /** The same, for whoever goes on after it; rejects with the Problem. */
  startAndWait(input: Input): Promise<Answer>;
  readonly isRunning: boolean;
  readonly error: unknown;
  reset(): void;
}

export function useAction<Input = void, Answer = unknown>(
  options: ActionOptions<Input, Answer>,
): Action<Input, Answer> {
  const { t } = useTranslation("ui");
  const format = useFormat();
  const client = useQueryClient();
  // A second click comes before the button is drawn as busy: the same thing runs once at a time.
  const running = useRef(new Map<string, Promise<Answer>>());
  const mutation = useMutation({
    ...(options.name !== undefined && { mutationKey: [options.name] }),
    mutationFn: (input: Input) => options.run(input),
    onMutate: (input: Input) => ({ takeBack: options.optimistic?.(input) }),
    async onSuccess(answer: Answer, input: Input) {
      await Promise.all((options.renews ?? []).map((queryKey) => client.invalidateQueries({ queryKey })));
      await options.done?.(answer, input);
      const text = typeof options.said === "function" ? options.said(answer, input) : options.said;
      if (text !== undefined)
        showNotice(text, options.undo && { ...options.undo, run: () => options.undo?.run(answer, input) });
    },
    onError(error: unknown, _input: Input, context) {
      context?.takeBack?.();
      const isEdited = wasEdited(error);
      if (isEdited) void client.invalidateQueries();
      // A form that is drawn anew with what it is now has lost its notice.
      if (options.isQuietFailure && !isEdited) return;
      notify({ title: t("problem.title"), text: problemText(error, format), meaning: "failed" });
    },
  });
  const once = (input: Input): Promise<Answer> => {
    const key = keyOf(input);
    const before = running.current.get(key);
    if (before) return before;
    const run = mutation.mutateAsync(input).finally(() => running.current.delete(key));
    running.current.set(key, run);
    return run;
  };
  return {
    // What went wrong was said in onError.
    start: (input) => void once(input).catch(() => undefined),
    startAndWait: once,
    isRunning: mutation.isPending,
    error: mutation.error,
    reset: mutation.reset,
  };
}

/** Whether an action of this name runs. */
export const useIsRunning = (name: string): boolean => useIsMutating({ mutationKey: [name] }) > 0;

/** What a form sends: the form shows its failure itself, and what was typed stays. */
export function useFormAction<Input = void, Answer = unknown>(
  input: ActionOptions<Input, Answer>,
): Action<Input, Answer> {
  return useAction({ ...input, isQuietFailure: true });
}

/** A button that starts an action and shows that it runs: `<Button {...starts(save)}>`. */
export const starts = <Input>(
  { start, isRunning }: Pick<Action<Input, unknown>, "start" | "isRunning">,
  ...[input]: Input extends void ? [] : [input: Input]
) => ({ loading: isRunning, onClick: () => start(input as Input) });

/** The same for the same request. */
function keyOf(input: unknown): string {
  const text = JSON.stringify(input, (_, value: unknown) =>
    value instanceof File ? [value.name, value.size, value.lastModified] : value,
  );
  return text ?? "";
}

/** Says what was done; with `undo`, offers to take it back for some seconds. */
export function showNotice(text: string, undo?: { readonly label: string; run(): unknown }): void {
  notify({ text: text, meaning: "good", ...(undo && { action: undo }) });
}
