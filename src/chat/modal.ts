// A modal dialog with a field, beyond what the browser does: a press outside asks to leave it, and moved in its page it is modal still.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface ModalOptions {
  dialog(): HTMLDialogElement | null;
  field(): HTMLTextAreaElement | null;
  /** Somebody wants to leave. */
  leave(): void;
}

export class Modal implements ReactiveController {
  readonly #options: ModalOptions;
  #pressedOutside = false;

  constructor(host: ReactiveControllerHost, options: ModalOptions) {
    this.#options = options;
    host.addController(this);
  }

  /** Put back in a page, it is as it was; the browser has left it open, but beside a page that goes on. */
  hostConnected(): void {
    const dialog = this.#options.dialog();
    if (!dialog?.open || dialog.matches(':modal')) return;
    dialog.removeAttribute('open');
    this.show();
  }

  /** Shows it, with the caret after the words. */
  show(): void {
    this.#options.dialog()?.showModal();
    const field = this.#options.field();
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  /** A press inside that ends outside, as when selecting text, is no click outside. */
  readonly onPress = ({ target, currentTarget }: Event): void => {
    this.#pressedOutside = target === currentTarget;
  };

  readonly onClick = ({ target, currentTarget }: Event): void => {
    if (target === currentTarget && this.#pressedOutside) this.#options.leave();
  };

  /** Android's back gesture and the like. */
  readonly onCancel = (event: Event): void => {
    event.preventDefault();
    this.#options.leave();
  };
}
