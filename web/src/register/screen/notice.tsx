/** A page with one thing to say and at most one thing to do. */
import css from "./register.module.css";

interface Props {
  readonly title: string;
  readonly text?: string;
  readonly isBusy?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export function Notice({ title, text, isBusy = false, action }: Props) {
  return (
    <main className={css.gate}>
      <img src="/favicon.svg" alt="" width={56} height={56} />
      <h1>{title}</h1>
      {isBusy && <div className={css.busy} role="progressbar" aria-label={title} />}
      {text !== undefined && <p>{text}</p>}
      {action !== undefined && (
        <button type="button" className={css.primary} onClick={action.run}>
          {action.label}
        </button>
      )}
    </main>
  );
}
