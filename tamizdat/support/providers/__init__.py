"""Who moves the money: one module for each, all with the nine members of `port.Provider`."""
