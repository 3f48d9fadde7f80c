/* Where people come out who signed out, by whichever way: a plan that was kept on this device goes. */
try { localStorage.removeItem("kept-plan"); } catch { /* storage may be switched off */ }
