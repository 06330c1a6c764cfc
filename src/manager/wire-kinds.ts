/** The words of the managers' protocol: the kinds of replies, and the names that aren't methods of an object. */

/** The call returned; the value is what it returned. */
export const RETURN = "#RETURN";
/** The method raised; the value is the exception. */
export const ERROR = "#ERROR";
/** The call made a managed object; the value is `(exposed, Token)`. */
export const PROXY = "#PROXY";
/** The request could not be carried out; the value is a text. */
export const TRACEBACK = "#TRACEBACK";
/** The call returned or raised what can't be written down; the value is a text. */
export const UNSERIALIZABLE = "#UNSERIALIZABLE";
/** Between our own ends: the request was abandoned before it had an effect; the value is None. */
export const CANCELLED = "#CANCELLED";

/** Asks for the object by value. A fallback: every object answers it, unless it exposes a method of that name. */
export const GETVALUE = "#GETVALUE";
/** Between our own ends: abandons the request whose id is the only argument. Has no reply of its own. */
export const CANCEL = "#CANCEL";
/** Between our own ends: the keyword that names the owner of an RLock, a Condition or a section; see README.md. */
export const OWNER = "#owner";
/** Between our own ends: begins a section in which only this owner's calls reach the object; see README.md. */
export const LOCK = "#lock";
/** Between our own ends: ends the section. */
export const UNLOCK = "#unlock";
/** Between our own ends: replaces an entry if it is what is expected; see README.md. */
export const SWAP = "#swap";
/** Between our own ends: changes a number in place; see README.md. */
export const UPDATE = "#update";

/** Between our own ends: keeps an object for whoever a handle of it is on its way to; see README.md. */
export const PIN = "#pin";

/** What a server of ours answers to `dummy`, and what our client gives to `accept_connection`. */
export const SKEIN = "skein";
/** The version of the extension between our own ends. */
export const SKEIN_VERSION = 1;
