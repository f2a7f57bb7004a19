/** Makes this device one of the organization's registers; it stays that after a reload. */
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { choiceOf, saveChoice } from "../../storage/choices.ts";
import { ask, HubAway, SignedOut } from "../device/hub.ts";
import { Notice } from "./notice.tsx";
import css from "./register.module.css";
import { SignIn } from "./sign-in.tsx";

const STORAGE_KEY = "argosy.register";

export const chosenRegister = (): string | null => choiceOf(STORAGE_KEY);

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly locationName: string;
  readonly isActive: boolean;
}

type Found = readonly Choice[] | "away" | "signed_out" | null;

export function ChooseRegister({ onChosen }: { readonly onChosen: (id: string) => void }) {
  const { t, language } = useTranslation("register");
  const [found, setFound] = useState<Found>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when somebody says so
  useEffect(() => {
    ask<{ items: readonly Choice[] }>("GET", "/api/pos/registers", { language })
      .then(({ items }) => setFound(items.filter(({ isActive }) => isActive)))
      .catch((error: unknown) => {
        if (!(error instanceof HubAway) && !(error instanceof SignedOut)) throw error;
        setFound(error instanceof SignedOut ? "signed_out" : "away");
      });
  }, [language, attempt]);
  const again = { label: t("start.tryAgain"), run: () => setAttempt((n) => n + 1) };
  if (found === null) return <Notice title={t("start.loading")} isBusy />;
  if (found === "signed_out") return <SignIn />;
  if (found === "away") return <Notice title={t("start.unready")} text={t("start.unreadyHint")} action={again} />;
  if (found.length === 0) return <Notice title={t("start.choose")} text={t("start.noRegister")} action={again} />;
  const choose = (id: string) => {
    saveChoice(STORAGE_KEY, id);
    onChosen(id);
  };
  return (
    <main className={css.gate}>
      <img src="/favicon.svg" alt="" width={56} height={56} />
      <h1>{t("start.choose")}</h1>
      <p>{t("start.chooseHint")}</p>
      <div className={css.choices}>
        {found.map(({ id, name, locationName }) => (
          <button key={id} type="button" className={css.choice} onClick={() => choose(id)}>
            <strong dir="auto">{name}</strong>
            <span dir="auto">{locationName}</span>
          </button>
        ))}
      </div>
    </main>
  );
}
