/** Asks something of an order: shown on it at once, carried out by its channel. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { type Action, useAction } from "../ui/action.ts";
import { type Command, type Order, showCommand } from "./queries.ts";

/** `said` is told after success; refusals are the dialog's to show. */
export function useCommand<Input = void>(
  order: Pick<Order, "id">,
  input: {
    run(input: Input): Promise<Command>;
    done?(): void;
    readonly said?: string;
    /** Says it in place of `said`. */
    tell?(): unknown;
    readonly isQuietFailure?: boolean;
  },
): Action<Input, Command> {
  const { t } = useTranslation("orders/page");
  const client = useQueryClient();
  return useAction({
    run: input.run,
    done: (command: Command) => {
      showCommand(client, order.id, command);
      input.done?.();
      input.tell?.();
    },
    ...(input.tell === undefined && { said: input.said ?? t("asked") }),
    isQuietFailure: input.isQuietFailure ?? true,
  });
}
